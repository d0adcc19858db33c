//! Random expressions over given columns: by kind, so that nearly all of them have a type.

use crate::random::Random;
use weir_dsl::types::{Int, Type};

/// The columns that an expression may read, with their types.
pub(crate) struct Columns<'a>(pub(crate) &'a [(String, Type)]);

const DEPTH: usize = 3;

impl Columns<'_> {
    fn of(&self, random: &mut Random, is: impl Fn(&Type) -> bool) -> Option<String> {
        let names: Vec<&str> =
            self.0.iter().filter(|(_, ty)| is(ty)).map(|(name, _)| name.as_str()).collect();
        if names.is_empty() { None } else { Some(random.pick(&names).to_owned()) }
    }

    /// Any expression of a scalar type.
    pub(crate) fn any(&self, random: &mut Random) -> String {
        match random.below(12) {
            0..=2 => self.int(random, DEPTH),
            3 | 4 => self.float(random, DEPTH),
            5 | 6 => self.decimal(random, DEPTH),
            7 => self.text(random, DEPTH),
            8 => self.truth(random, DEPTH),
            9 => self.time(random, DEPTH),
            10 => self.optional(random),
            _ => self.of(random, |_| true).unwrap_or_else(|| "1".into()),
        }
    }

    /// Something that may be null: a column, or a field behind one.
    pub(crate) fn optional(&self, random: &mut Random) -> String {
        let record = self.of(random, |ty| ty.is_optional() && matches!(ty.required(), Type::Record(_)));
        match (record, self.of(random, |ty| ty.is_optional() && !matches!(ty.required(), Type::Record(_)))) {
            (Some(record), _) if random.one_in(4) => {
                format!("{record}?.{}", random.pick(&["x", "y", "note"]))
            }
            (_, Some(column)) => column,
            _ => format!("if {} {{ 1 }} else {{ null }}", self.truth(random, 0)),
        }
    }

    /// A field of a record that is there.
    fn field(&self, random: &mut Random, name: &str) -> Option<String> {
        self.of(random, |ty| matches!(ty, Type::Record(_))).map(|record| format!("{record}.{name}"))
    }

    pub(crate) fn int(&self, random: &mut Random, depth: usize) -> String {
        if random.one_in(6) {
            return self.common_int(random);
        }
        let i64_ = |ty: &Type| *ty == Type::I64;
        let leaf = |columns: &Self, random: &mut Random| match random.below(8) {
            0 => random.pick(&["0", "1", "2", "7", "-1", "1000", "9_000_000_000", "limit"]).to_owned(),
            1 | 2 => match columns.of(random, |ty| matches!(ty, Type::Int(Int::I8 | Int::I32 | Int::U32))) {
                Some(column) => format!("({column} as i64)"),
                None => "3".into(),
            },
            3 => match columns.of(random, |ty| matches!(ty.required(), Type::Int(_)) && ty.is_optional()) {
                Some(column) => format!("({column} ?? {})", random.pick(&["0", "-1", "5"])),
                None => "2".into(),
            },
            4 => match columns.field(random, "x") {
                Some(field) => format!("({field} as i64)"),
                None => "4".into(),
            },
            _ => columns.of(random, i64_).unwrap_or_else(|| "5".into()),
        };
        if depth == 0 {
            return leaf(self, random);
        }
        let mut sub = |columns: &Self| columns.int(random, depth - 1);
        let (a, b) = (sub(self), sub(self));
        match random.below(20) {
            0 | 1 => format!("({a} + {b})"),
            2 => format!("({a} - {b})"),
            3 => format!("({a} * {b})"),
            4 => format!("({a} / {b})"),
            5 => format!("({a} % {b})"),
            6 => format!("(({a} / {b}) ?? {})", random.below(9)),
            7 => format!("(if {} {{ {a} }} else {{ {b} }})", self.truth(random, depth - 1)),
            8 => format!("clamp({a}, -{}, {b})", random.below(50)),
            9 => format!("length({})", self.text(random, depth - 1)),
            10 => format!(
                "{}({})",
                random.pick(&["hour", "minute", "second", "day", "epoch_ms"]),
                self.time(random, 1)
            ),
            11 => format!("(({a} * {b}) ?? {a})"),
            12 => format!("{}({a}, {b})", random.pick(&["greatest", "least"])),
            13 => format!("(({} as i64) ?? -2)", self.float(random, depth - 1)),
            14 => format!("({} as i64)", self.decimal(random, depth - 1)),
            15 => format!("-{a}"),
            16 => format!("(({a} as i8 as i64) ?? {b})"),
            17 => format!("({} % 1000)", self.hash(random)),
            _ => leaf(self, random),
        }
    }

    /// A column of the type, or else this.
    fn column_or(&self, random: &mut Random, is: impl Fn(&Type) -> bool, otherwise: &str) -> String {
        self.of(random, is).unwrap_or_else(|| otherwise.to_owned())
    }

    /// Texts of which there are few, so that steps have the same: what is computed once, of a row or of parameters.
    fn common_text(&self, random: &mut Random) -> String {
        let s = self.column_or(random, |ty| *ty == Type::String, "\"z\"");
        match random.below(13) {
            0 | 1 => format!("lower({s})"),
            2 | 3 => format!("trim(lower({s}))"),
            4 => format!("({} as string)", self.column_or(random, |ty| matches!(ty, Type::Int(_)), "5")),
            5 => format!("({s} + word)"),
            6 => format!("lower({s} + word)"),
            7 => format!("replace({s}, lower(word), upper(word))"),
            8 => {
                let at = self.column_or(random, |ty| *ty == Type::Timestamp, "2020-01-01T00:00:05Z");
                format!("format_time({at}, \"HH:mm\")")
            }
            9 => "word".to_owned(),
            10 => "(word + upper(word))".to_owned(),
            11 => "((10 / (limit - 2)) as string)".to_owned(),
            _ => format!("replace({s}, (10 / (limit - 3)) as string, word)"),
        }
    }

    /// The same of integers.
    fn common_int(&self, random: &mut Random) -> String {
        let s = self.column_or(random, |ty| *ty == Type::String, "\"z\"");
        let k = self.column_or(random, |ty| *ty == Type::I64, "5");
        match random.below(10) {
            0 => format!("length(lower({s}))"),
            1 => format!("abs({k})"),
            2 => format!("(hash({s}) % 1000)"),
            3 => "(10 / (limit - 3))".to_owned(),
            4 => format!("((10 / (limit - 3)) ?? {k})"),
            5 => "(100 / limit)".to_owned(),
            6 => format!("count_of({s}, word)"),
            7 => format!("count_of({s}, lower(word))"),
            8 => format!("length({k} as string)"),
            _ => "length(word + word)".to_owned(),
        }
    }

    /// And of truths.
    fn common_truth(&self, random: &mut Random) -> String {
        let s = self.column_or(random, |ty| *ty == Type::String, "\"z\"");
        match random.below(8) {
            0 => format!("contains({s}, word)"),
            1 => format!("contains(lower({s}), lower(word))"),
            2 => "(10 / (limit - 3) > 2)".to_owned(),
            3 => format!("{} > {}", self.common_int(random), self.common_int(random)),
            4 => format!("{} != {}", self.common_text(random), self.common_text(random)),
            5 => "((limit > 2) && (word != \"\"))".to_owned(),
            6 => "((3 == limit) == (\"ab\" == word))".to_owned(),
            _ => format!("contains({s}, if 10 / (limit - 3) > 1 {{ \"a\" }} else {{ \"b\" }})"),
        }
    }

    /// Parts of a filter, of which most cannot fail.
    pub(crate) fn parts(&self, random: &mut Random) -> String {
        let part = |random: &mut Random| {
            let (name, ty) = &self.0[random.below(self.0.len())];
            let order = random.pick(&["<", "<=", ">", ">=", "!="]);
            match (ty.required(), ty.is_optional()) {
                (_, true) if random.one_in(2) => format!("{name} != null"),
                (_, true) => self.narrowed(random),
                (Type::Int(_), _) => format!("{name} {order} {}", random.pick(&["0", "1", "3"])),
                (Type::F64, _) => format!("{name} {order} 1.5"),
                (Type::Decimal { .. }, _) => format!("{name} {order} 2"),
                (Type::String, _) => format!("lower({name}) {order} lower(word)"),
                (Type::Bool, _) => name.clone(),
                (Type::Timestamp, _) => format!("{name} {order} 2020-01-01T00:00:30Z"),
                _ if random.one_in(3) => self.truth(random, 1),
                _ => self.common_truth(random),
            }
        };
        let parts: Vec<String> = (0..2 + random.below(3)).map(|_| part(random)).collect();
        parts.join(" && ")
    }

    fn hash(&self, random: &mut Random) -> String {
        match random.below(2) {
            0 => format!("hash({})", self.int(random, 0)),
            _ => format!("hash({})", self.text(random, 0)),
        }
    }

    pub(crate) fn float(&self, random: &mut Random, depth: usize) -> String {
        let leaf = |columns: &Self, random: &mut Random| match random.below(6) {
            5 => match columns.field(random, "y") {
                Some(field) => format!("({field} ?? 0.75)"),
                None => "2.5".into(),
            },
            0 => random.pick(&["0.5", "2.0", "0.0", "-1.25", "1000.1"]).to_owned(),
            1 => match columns.of(random, |ty| *ty == Type::F64.optional()) {
                Some(column) => format!("({column} ?? 0.25)"),
                None => "1.5".into(),
            },
            _ => columns.of(random, |ty| *ty == Type::F64).unwrap_or_else(|| "0.1".into()),
        };
        if depth == 0 {
            return leaf(self, random);
        }
        let (a, b) = (self.float(random, depth - 1), self.float(random, depth - 1));
        match random.below(12) {
            0 => format!("({a} + {b})"),
            1 => format!("({a} - {b})"),
            2 => format!("({a} * {b})"),
            3 => format!("({a} / {b})"),
            4 => format!("({} as f64)", self.int(random, depth - 1)),
            5 => format!("({} as f64)", self.decimal(random, depth - 1)),
            6 => format!("{}({a})", random.pick(&["round", "floor", "ceil", "abs"])),
            7 => format!("round({a}, {})", random.below(4)),
            8 => format!("share({a}, {b})"),
            9 => format!("(if {} {{ {a} }} else {{ {b} }})", self.truth(random, depth - 1)),
            _ => leaf(self, random),
        }
    }

    pub(crate) fn decimal(&self, random: &mut Random, depth: usize) -> String {
        let leaf = |columns: &Self, random: &mut Random| {
            let is = |ty: &Type| matches!(ty, Type::Decimal { precision, .. } if *precision < 20);
            let optional = |ty: &Type| ty.is_optional() && is(ty.required());
            match (random.below(4), columns.of(random, is), columns.of(random, optional)) {
                (0, _, Some(column)) => format!("({column} ?? {})", random.below(5)),
                (_, Some(column), _) => column,
                _ => format!("({} as decimal(12, 2))", columns.int(random, 0)),
            }
        };
        if depth == 0 {
            return leaf(self, random);
        }
        let a = self.decimal(random, depth - 1);
        match random.below(12) {
            0 | 1 => format!("({a} * {})", random.pick(&["2", "0.908", "1.5", "-1"])),
            2 => format!("({a} + {})", leaf(self, random)),
            3 => format!("({a} - {})", leaf(self, random)),
            4 => format!("({a} / {})", leaf(self, random)),
            5 => format!("({a} as decimal(10, 1))"),
            6 => format!("(({a} as decimal(6, 2)) ?? 0)"),
            7 => format!("round({a}, {})", random.below(3)),
            8 => format!("({a} % 7)"),
            9 => format!("abs({a})"),
            10 => format!("(({a} / ({} as decimal(9, 1))) ?? 1)", self.int(random, 0)),
            _ => leaf(self, random),
        }
    }

    pub(crate) fn text(&self, random: &mut Random, depth: usize) -> String {
        if random.one_in(3) {
            return self.common_text(random);
        }
        let leaf = |columns: &Self, random: &mut Random| match random.below(6) {
            0 => random.pick(&["\"ab\"", "\"\"", "\"ß/x\"", "word"]).to_owned(),
            1 => match columns.of(random, |ty| *ty == Type::String.optional()) {
                Some(column) => format!("({column} ?? \"none\")"),
                None => "\"y\"".into(),
            },
            2 => columns.field(random, "note").unwrap_or_else(|| "\"x\"".into()),
            _ => columns.of(random, |ty| *ty == Type::String).unwrap_or_else(|| "\"z\"".into()),
        };
        if depth == 0 {
            return leaf(self, random);
        }
        let a = self.text(random, depth - 1);
        match random.below(14) {
            0 | 1 => format!("({a} + \"-\" + {})", self.text(random, depth - 1)),
            2 => format!("{}({a})", random.pick(&["upper", "lower", "trim"])),
            3 => format!("substring({a}, {}, {})", 1 + random.below(3), random.below(4)),
            4 => format!("replace({a}, \"a\", {})", leaf(self, random)),
            5 => format!("(split_part({a}, \"/\", {}) ?? {})", 1 + random.below(2), leaf(self, random)),
            6 => format!("({} as string)", self.int(random, depth - 1)),
            7 => format!("({} as string)", self.float(random, 1)),
            8 => format!("({} as string)", self.decimal(random, 1)),
            9 => {
                format!("(if {} {{ {a} }} else {{ {} }})", self.truth(random, depth - 1), leaf(self, random))
            }
            10 => format!("format_time({}, \"yyyy-MM-dd HH:mm\")", self.time(random, 1)),
            11 => format!("concat({a}, {}, \"!\")", leaf(self, random)),
            _ => leaf(self, random),
        }
    }

    pub(crate) fn truth(&self, random: &mut Random, depth: usize) -> String {
        if random.one_in(6) {
            return self.common_truth(random);
        }
        let order = random.pick(&["<", "<=", ">", ">=", "==", "!="]);
        let sub = depth.saturating_sub(1);
        match random.below(if depth == 0 { 6 } else { 12 }) {
            0 | 1 => format!("{} {order} {}", self.int(random, sub), self.int(random, sub)),
            2 => format!("{} {order} {}", self.float(random, sub), self.float(random, sub)),
            3 => format!("{} {order} {}", self.text(random, sub), self.text(random, sub)),
            4 => format!("{} {order} {}", self.decimal(random, sub), self.int(random, sub)),
            5 => self.of(random, |ty| *ty == Type::Bool).unwrap_or_else(|| "true".into()),
            6 => format!("({} && {})", self.truth(random, sub), self.truth(random, sub)),
            7 => format!("({} || {})", self.truth(random, sub), self.truth(random, sub)),
            8 => format!("!({})", self.truth(random, sub)),
            9 => match self.of(random, Type::is_optional) {
                Some(column) => format!("{column} {} null", random.pick(&["==", "!="])),
                None => "false".into(),
            },
            10 => {
                let name = random.pick(&["contains", "starts_with", "ends_with"]);
                format!("{name}({}, {})", self.text(random, sub), self.text(random, 0))
            }
            _ => self.narrowed(random),
        }
    }

    /// A test of an optional column that reads it behind `!= null`.
    pub(crate) fn narrowed(&self, random: &mut Random) -> String {
        let is = |ty: &Type| matches!(ty, Type::Optional(of) if matches!(**of, Type::Int(_) | Type::F64 | Type::String | Type::Decimal { .. }));
        let Some(name) = self.of(random, is) else { return "true".into() };
        let ty = self.0.iter().find(|(column, _)| *column == name).map(|(_, ty)| ty.required().clone());
        match (ty, random.below(3)) {
            (_, 0) => format!("{name} != null"),
            (Some(Type::String), _) => format!("({name} != null && length({name}) < 4)"),
            (Some(Type::Int(_)), 1) => format!("({name} != null && 10 / {name} < 4)"),
            _ if random.one_in(2) => format!("({name} == null || {name} < 4)"),
            _ => format!("({name} != null && {name} > 0)"),
        }
    }

    /// A text of a time, of some that are told apart by less.
    pub(crate) fn time_text(&self, random: &mut Random) -> String {
        let patterns = [
            "HH:mm",
            "HH:mm:ss",
            "yyyy-MM-dd",
            "dd.MM.yyyy HH:mm",
            "ss HH:mm",
            "yyyy-MM-dd HH:mm:ss.SSS",
            "mm:ss",
        ];
        format!("format_time({}, \"{}\")", self.time(random, 1), random.pick(&patterns))
    }

    pub(crate) fn time(&self, random: &mut Random, depth: usize) -> String {
        let leaf = |columns: &Self, random: &mut Random| match random.below(5) {
            0 => match columns.of(random, |ty| *ty == Type::Timestamp.optional()) {
                Some(column) => format!("({column} ?? 2020-01-01T00:00:00Z)"),
                None => "2020-01-01T00:00:20Z".into(),
            },
            _ => columns
                .of(random, |ty| *ty == Type::Timestamp)
                .unwrap_or_else(|| "2020-01-01T00:00:05Z".into()),
        };
        if depth == 0 {
            return leaf(self, random);
        }
        let a = self.time(random, depth - 1);
        match random.below(6) {
            0 => format!("({a} {} {})", random.pick(&["+", "-"]), random.pick(&["5s", "1h", "1500ms", "7d"])),
            1 => format!("truncate({a}, {})", random.pick(&["10s", "1m", "1d"])),
            2 => format!("greatest({a}, {})", leaf(self, random)),
            _ => leaf(self, random),
        }
    }
}
