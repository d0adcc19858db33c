//! Words of SQL, Python, Rust and Flink for what is no function or name here, and how it is written.

/// Functions, in lower case.
const FUNCTIONS: &[(&[&str], &str)] = &[
    (&["coalesce", "ifnull", "nvl", "unwrap_or", "fillna"], "what stands for null is written `x ?? 0`"),
    (
        &["isnull", "is_null", "isna", "is_none", "notnull", "is_some"],
        "null is tested with `x == null` and `x != null`",
    ),
    (
        &["cast", "convert", "try_cast", "safe_cast", "to_string", "tostring", "str"],
        "a value is converted with `as`: `x as string`, `x as i64`",
    ),
    (
        &["int", "to_int", "toint", "to_number", "parse_int", "float", "double", "to_float"],
        "a value is converted with `as`: `x as i64`, `x as f64`",
    ),
    (&["iif", "iff", "decode", "when", "choose"], "a choice is written `if c { a } else { b }`"),
    (&["len", "size", "char_length", "strlen"], "the characters of a text are counted with `length`"),
    (&["ucase", "upper_case", "to_upper", "toupper", "to_uppercase"], "there is `upper`"),
    (&["lcase", "lower_case", "to_lower", "tolower", "to_lowercase"], "there is `lower`"),
    (
        &["strftime", "date_format", "to_char", "format"],
        "a time becomes text with `format_time(t, \"yyyy-MM-dd\")`",
    ),
    (&["date_trunc"], "times are rounded down with `truncate`"),
    (&["unix_timestamp", "to_unixtime", "to_epoch"], "a time becomes milliseconds with `epoch_ms`"),
    (&["from_unixtime", "to_timestamp"], "milliseconds become a time with `timestamp_ms`"),
    (
        &["strpos", "instr", "position", "locate", "regexp_like"],
        "texts are searched with `contains`, `starts_with` and `ends_with`",
    ),
    (
        &["days", "hours", "minutes", "seconds", "millis", "interval", "timedelta", "make_interval"],
        "a duration is a number and its unit: `1d`, `12h`, `90s`, `250ms`",
    ),
    (&["not"], "the operator is `!`"),
    (&["mod", "modulo"], "there is `%`"),
    (&["pow", "power"], "there is no power; a square is `x * x`"),
    (&["extract", "date_part"], "there are functions: `hour(t)`, `day(t)`"),
    (&["split"], "a part of a text is `split_part(s, \"/\", 1)`"),
    (
        &["row_number", "rank", "dense_rank"],
        "the best rows of each key, and their rank, come from `top n by e per k`",
    ),
    (
        &["now", "current_timestamp", "current_date", "getdate"],
        "no function asks the clock: results depend on rows alone; a row's own time is a column",
    ),
];

/// Aggregates, in lower case.
const AGGREGATES: &[(&[&str], &str)] = &[
    (
        &["count_if", "countif", "sum_if", "sumif", "avg_if"],
        "rows are chosen with `where`: `count() where c`, `sum(x) where c`",
    ),
    (&["mean", "average"], "there is `avg`"),
    (&["minimum", "least_value"], "there is `min`"),
    (&["maximum", "greatest_value"], "there is `max`"),
    (
        &["approx_count_distinct", "nunique", "distinct_count", "uniq"],
        "distinct values are counted with `count_distinct`",
    ),
    (&["any_value", "first_value", "last_value"], "by arrival there are `first` and `last`"),
    (
        &["row_number", "rank", "dense_rank"],
        "the best rows of each key, and their rank, come from `top n by e per k`",
    ),
];

/// Names as they are written.
const NAMES: &[(&[&str], &str)] = &[
    (&["None", "NULL", "Null", "nil", "undefined"], "what is missing is written `null`"),
    (&["NaN", "nan", "NAN"], "no literal is written so; it is tested with `is_nan(x)`"),
    (&["True", "TRUE"], "it is written `true`"),
    (&["False", "FALSE"], "it is written `false`"),
    (&["window_start", "wstart"], "behind `window` and `aggregate`, a window begins at `window.start`"),
    (&["window_end", "wend"], "behind `window` and `aggregate`, a window ends at `window.end`"),
];

/// How what a function of this name does elsewhere is written here.
pub fn function(name: &str) -> Option<&'static str> {
    let name = name.to_ascii_lowercase();
    FUNCTIONS.iter().find(|(words, _)| words.contains(&name.as_str())).map(|(_, help)| *help)
}

/// How what an aggregate of this name does elsewhere is written here.
pub fn aggregate(name: &str) -> Option<&'static str> {
    let name = name.to_ascii_lowercase();
    AGGREGATES.iter().find(|(words, _)| words.contains(&name.as_str())).map(|(_, help)| *help)
}

/// The type that is called so elsewhere.
pub fn ty(name: &str) -> Option<&'static str> {
    match name.to_ascii_lowercase().as_str() {
        "int" | "integer" | "long" | "bigint" | "isize" => Some("i64"),
        "float" | "double" => Some("f64"),
        "str" | "text" | "varchar" => Some("string"),
        "boolean" => Some("bool"),
        "datetime" | "instant" => Some("timestamp"),
        _ => None,
    }
}

/// What an option of a connector or format is called here.
pub fn option(name: &str) -> Option<&'static str> {
    match name.to_ascii_lowercase().as_str() {
        "delimiter" | "delim" | "sep" | "field_delimiter" => Some("separator"),
        "file" | "filename" | "file_name" | "uri" => Some("path"),
        "na" | "null_value" | "nulls" => Some("null"),
        "timestamp" | "event_time" | "rowtime" => Some("time"),
        _ => None,
    }
}

/// How what is called so elsewhere is written here.
pub fn name(name: &str) -> Option<&'static str> {
    NAMES.iter().find(|(words, _)| words.contains(&name)).map(|(_, help)| *help)
}

#[cfg(test)]
mod tests {
    use super::FUNCTIONS;
    use crate::functions;

    #[test]
    fn no_word_is_a_function_and_what_is_named_instead_is_one() {
        for (words, help) in FUNCTIONS {
            assert!(words.iter().all(|word| functions::find(word).is_none()), "{words:?}");
            let named = help.split('`').skip(1).step_by(2).filter_map(|code| code.split('(').next());
            let calls = named
                .filter(|code| *code != "as" && code.chars().all(|c| c.is_ascii_lowercase() || c == '_'));
            assert!(calls.clone().all(|call| functions::find(call).is_some()), "{help}");
        }
    }
}
