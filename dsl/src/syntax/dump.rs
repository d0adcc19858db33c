//! The tree as text, for golden files: one line a declaration, step and option; expressions with all their parentheses.

use super::*;
use std::fmt::Write;

/// All of a file.
pub fn dump(file: &File) -> String {
    let mut out = String::new();
    if let Some(line) = &file.pipeline {
        let lints: Vec<String> =
            line.lints.iter().map(|l| format!("{:?} {}", l.level, l.lint.text)).collect();
        let _ = writeln!(out, "pipeline {} [{}]", line.name.text, lints.join(", "));
    }
    for declaration in &file.declarations {
        for attribute in &declaration.attributes {
            let _ = writeln!(out, "@{} {:?}", attribute.name.text, attribute.value);
        }
        one(&declaration.kind, &mut out);
    }
    out
}

fn one(kind: &DeclarationKind, out: &mut String) {
    let _ = match kind {
        DeclarationKind::Use(u) => writeln!(out, "use {} {:?}", u.path.text, texts(&u.names)),
        DeclarationKind::Record(r) => {
            let _ = writeln!(out, "record {}", r.name.text);
            r.fields.iter().try_for_each(|f| {
                let was: Vec<_> =
                    f.attributes.iter().map(|a| format!(" @{} {:?}", a.name.text, a.value)).collect();
                writeln!(out, "  {}: {}{}", f.name.text, type_text(&f.ty), was.concat())
            })
        }
        DeclarationKind::Enum(e) => writeln!(out, "enum {} {:?}", e.name.text, texts(&e.variants)),
        DeclarationKind::Param(p) => {
            let secret = if p.secret { "secret " } else { "" };
            let default = p.default.as_ref().map(|d| format!(" = {}", expr(d))).unwrap_or_default();
            writeln!(out, "{secret}param {}: {}{default}", p.name.text, type_text(&p.ty))
        }
        DeclarationKind::Source(s) => {
            writeln!(out, "source {}: {} = {}", s.name.text, s.record.text, choice(&s.connector))
        }
        DeclarationKind::Table(t) => {
            let (key, version) = (texts(&t.key), t.version.as_ref().map(|v| v.text.as_str()));
            let connector = choice(&t.connector);
            writeln!(
                out,
                "table {}: {} key {key:?} version {version:?} = {connector}",
                t.name.text, t.record.text
            )
        }
        DeclarationKind::Let(l) => writeln!(out, "let {}", l.name.text).and_then(|()| flow(&l.flow, out)),
        DeclarationKind::Function(f) => {
            let (parameters, result) = (parameters(&f.parameters), type_text(&f.result));
            writeln!(out, "fn {}({parameters}) -> {result} = {}", f.name.text, expr(&f.body))
        }
        DeclarationKind::Rust(r) => {
            let (parameters, result) = (parameters(&r.parameters), type_text(&r.result));
            let modifiers = texts(&r.modifiers).join(" ");
            writeln!(
                out,
                "{} {}({parameters}) -> {result} [{modifiers}] {:?}",
                r.form.words(),
                r.name.text,
                r.body.text
            )
        }
        DeclarationKind::Statement(f) => flow(f, out),
        DeclarationKind::Test(t) => test(t, out),
        DeclarationKind::Broken(name) => writeln!(out, "broken {name:?}"),
    };
}

fn parameters(parameters: &[Parameter]) -> String {
    list(parameters, |p| format!("{}: {}", p.name.text, type_text(&p.ty)))
}

fn texts(names: &[Name]) -> Vec<&str> {
    names.iter().map(|name| name.text.as_str()).collect()
}

fn list<T>(items: &[T], text: impl Fn(&T) -> String) -> String {
    items.iter().map(text).collect::<Vec<_>>().join(", ")
}

/// A type as written.
pub fn type_text(ty: &TypeExpr) -> String {
    let optional = if ty.optional { "?" } else { "" };
    match &ty.kind {
        TypeKind::Name(name) => format!("{name}{optional}"),
        TypeKind::Decimal(name, p, s) => format!("{name}({p}, {s}){optional}"),
        TypeKind::Generic(name, arguments) => format!("{name}<{}>{optional}", list(arguments, type_text)),
    }
}

fn choice(of: &Choice) -> String {
    match of {
        Choice::One(one) => connector(one),
        Choice::If(c, a, b) => format!("if {} {{ {} }} else {{ {} }}", expr(c), choice(a), choice(b)),
    }
}

fn connector(connector: &Connector) -> String {
    format!("{} {}", connector.name.text, options(&connector.options))
}

fn options(of: &[Opt]) -> String {
    let value = |value: &OptValue| match value {
        OptValue::Expr(e) => expr(e),
        OptValue::Nested(nested) => connector(nested),
        OptValue::Map(map, _) => options(map),
    };
    format!("{{ {} }}", list(of, |o| format!("{}: {}", o.name.text, value(&o.value))))
}

fn flow(flow: &Flow, out: &mut String) -> std::fmt::Result {
    writeln!(out, "from {}", flow.from.text())?;
    flow.steps.iter().try_for_each(|step| writeln!(out, "  |> {}", operator(&step.kind)))
}

fn columns(columns: &[Column]) -> String {
    list(columns, |c| match &c.name {
        Some(name) => format!("{}: {}", name.text, expr(&c.value)),
        None => expr(&c.value),
    })
}

fn operator(kind: &OperatorKind) -> String {
    match kind {
        OperatorKind::Where(e) => format!("where {}", expr(e)),
        OperatorKind::Select(c) => format!("select {{ {} }}", columns(c)),
        OperatorKind::Derive(c) => format!("derive {{ {} }}", columns(c)),
        OperatorKind::Drop(names) => format!("drop {}", texts(names).join(", ")),
        OperatorKind::Explode(e) => format!("explode {}", expr(e)),
        OperatorKind::Union(paths) => format!("union {}", list(paths, Path::text)),
        OperatorKind::KeyBy(c) => format!("key by {}", columns(c)),
        OperatorKind::Window(w) => window(w),
        OperatorKind::Aggregate(a) => {
            let one = |a: &Aggregated| {
                let name = a.name.as_ref().map(|n| format!("{}: ", n.text)).unwrap_or_default();
                let filter = a.filter.as_ref().map(|f| format!(" where {}", expr(f))).unwrap_or_default();
                format!("{name}{}{filter}", expr(&a.value))
            };
            format!("aggregate by [{}] {{ {} }}", columns(&a.by), list(&a.columns, one))
        }
        OperatorKind::Top(t) => {
            let per = list(&t.per, expr);
            let order = if t.descending { "desc" } else { "asc" };
            format!(
                "top {} ties={} by {} {order} per [{per}] window={}",
                expr(&t.n),
                t.with_ties,
                expr(&t.by),
                t.per_window
            )
        }
        OperatorKind::Ttl(e) => format!("ttl {}", expr(e)),
        OperatorKind::Unbounded(why) => format!("unbounded {why:?}"),
        OperatorKind::Into(to) => format!("into {}", choice(to)),
        OperatorKind::Discard(why) => format!("discard {why:?}"),
        OperatorKind::Fail(why) => format!("fail {why:?}"),
        OperatorKind::Broken => "broken".to_owned(),
        other => wide(other),
    }
}

/// Operators with many parts.
fn wide(kind: &OperatorKind) -> String {
    let bounds = |w: &Option<Within>| {
        w.as_ref().map(|w| format!(" within {}..{}", maybe(w.from.as_ref()), expr(&w.to))).unwrap_or_default()
    };
    match kind {
        OperatorKind::Emit(o) => {
            let every = |every: bool| if every { "every " } else { "" };
            format!(
                "emit {{ {} }}",
                list(o, |o| format!("{}: {}{}", o.name.text, every(o.every), expr(&o.value)))
            )
        }
        OperatorKind::Dedup(d) => format!("dedup by {} last={}{}", columns(&d.by), d.last, bounds(&d.within)),
        OperatorKind::Join(j) => format!(
            "join {} {} as {} on {} as_of {}{} in_window={} ttl {} unbounded {:?}",
            j.side.as_ref().map_or("inner", |side| side.text.as_str()),
            j.with.text(),
            j.alias.as_ref().map_or("_", |alias| alias.text.as_str()),
            expr(&j.on),
            maybe(j.as_of.as_ref()),
            bounds(&j.within),
            j.in_window,
            maybe(j.ttl.as_ref()),
            j.unbounded
        ),
        OperatorKind::Lookup(c, alias, on) => {
            format!("lookup {} as {} on {}", connector(c), alias.as_ref().map_or("_", |a| &a.text), expr(on))
        }
        OperatorKind::Match(m) => {
            let definitions = list(&m.definitions, |(name, e)| format!("{} = {}", name.text, expr(e)));
            let pattern = |p: &Option<Pattern>| p.as_ref().map_or("_".to_owned(), pattern_text);
            let skip = m.skip.as_ref().map_or("_", |s| s.text.as_str());
            format!(
                "match by {}{} {{ pattern {} unless {} skip {skip} where {definitions} emit {} }}",
                columns(&m.by),
                bounds(&m.within),
                pattern(&m.pattern),
                pattern(&m.unless),
                columns(&m.emit)
            )
        }
        OperatorKind::Process(path, args) => format!("process {}({})", path.text, arguments(args)),
        OperatorKind::Async(path, args, o) => {
            format!("async {}({}) {}", path.text, arguments(args), options(o))
        }
        _ => String::new(),
    }
}

fn maybe(e: Option<&Expr>) -> String {
    e.map_or("_".to_owned(), expr)
}

fn window(w: &Window) -> String {
    let one = |a: &WindowArgument| {
        let label = a.label.as_ref().map(|l| format!("{} ", l.text)).unwrap_or_default();
        format!("{label}{}{}", expr(&a.value), if a.rows { " rows" } else { "" })
    };
    let time = w.time.as_ref().map_or("event", |t| t.text.as_str());
    let drop = w.late_drop.is_some();
    let lateness = maybe(w.lateness.as_ref());
    format!(
        "window {}({}) lateness {lateness} late_drop={drop} time={time}",
        w.shape.text,
        list(&w.arguments, one)
    )
}

fn pattern_text(p: &Pattern) -> String {
    match p {
        Pattern::Event(name) => name.text.clone(),
        Pattern::Not(name, d) => format!("not {} for {}", name.text, maybe(d.as_ref())),
        Pattern::Repeat(p, least, most) => {
            format!("{}{{{least}..{}}}", pattern_text(p), most.map(|m| m.to_string()).unwrap_or_default())
        }
        Pattern::Then(a, next, b) => {
            format!("({} {} {})", pattern_text(a), if *next { "->" } else { "~>" }, pattern_text(b))
        }
        Pattern::Either(ways) => {
            format!("({})", ways.iter().map(pattern_text).collect::<Vec<_>>().join(" | "))
        }
    }
}

fn test(test: &Test, out: &mut String) -> std::fmt::Result {
    writeln!(
        out,
        "test {:?} with {}",
        test.name,
        row(&Row { cells: test.settings.clone(), span: test.span })
    )?;
    for item in &test.items {
        match item {
            TestItem::Given(name, rows) => writeln!(out, "  given {} [{}]", name.text, list(rows, row))?,
            TestItem::Advance(to) => writeln!(out, "  advance to {}", expr(to))?,
            TestItem::Expect(e) => {
                let (target, rows) = (e.target.text(), list(&e.rows, row));
                writeln!(out, "  expect {target} matches={} in_order={} [{rows}]", e.matches, e.in_order)?;
            }
            TestItem::Error(text, _) => writeln!(out, "  expect error {text:?}")?,
            TestItem::Simulate(s) => {
                writeln!(out, "  simulate {}..{} {:?}", s.seeds.0, s.seeds.1, texts(&s.faults))?;
            }
            TestItem::Broken => writeln!(out, "  broken")?,
        }
    }
    Ok(())
}

fn row(row: &Row) -> String {
    let value = |value: &CellValue| match value {
        CellValue::Expr(e) => expr(e),
        CellValue::Row(r) => self::row(r),
    };
    format!("{{ {} }}", list(&row.cells, |c| format!("{}: {}", c.name.text, value(&c.value))))
}

fn arguments(arguments: &[Argument]) -> String {
    list(arguments, |a| match &a.name {
        Some(name) => format!("{}: {}", name.text, expr(&a.value)),
        None => expr(&a.value),
    })
}

/// An expression with all its parentheses.
pub fn expr(e: &Expr) -> String {
    match &e.kind {
        ExprKind::Literal(literal) => format!("{literal:?}"),
        ExprKind::Name(name) => name.clone(),
        ExprKind::Field { base, name, safe } => {
            format!("{}{}{}", expr(base), if *safe { "?." } else { "." }, name.text)
        }
        ExprKind::Call(name, args) => format!("{}({})", name.text, arguments(args)),
        ExprKind::Negate(inner) => format!("-({})", expr(inner)),
        ExprKind::Not(inner) => format!("!({})", expr(inner)),
        ExprKind::Binary(op, a, b) => format!("({} {} {})", expr(a), op.symbol(), expr(b)),
        ExprKind::Cast(inner, ty) => format!("({} as {})", expr(inner), type_text(ty)),
        ExprKind::If(c, a, b) => format!("if {} {{ {} }} else {{ {} }}", expr(c), expr(a), expr(b)),
        ExprKind::List(items) => format!("[{}]", list(items, expr)),
        ExprKind::Broken => "broken".to_owned(),
    }
}
