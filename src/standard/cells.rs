//! The notations that tables use in their type and length columns.

use std::str::FromStr;

/// What a type cell says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueType {
    /// `String` or `字符串`; of a database also `varchar(32)`, `longtext` and `timestamp`.
    String,
    /// `Number`
    Number,
    /// `Object`
    Object,
    /// `Object[]`
    Objects,
    /// `Object|Object[]`: a reading allows either shape.
    ObjectOrObjects,
    /// `String|Boolean`: a reading allows either.
    StringOrBoolean,
    /// `bigint` of a database: an integer, or its digits as a text.
    BigInt,
    /// Blank: the table does not say.
    Unstated,
}

impl FromStr for ValueType {
    type Err = String;

    fn from_str(cell: &str) -> Result<Self, String> {
        Ok(match cell {
            "String" | "字符串" | "longtext" | "timestamp" => Self::String,
            varchar if declared_length(varchar).is_some() => Self::String,
            "String|Boolean" => Self::StringOrBoolean,
            "bigint" => Self::BigInt,
            "Number" => Self::Number,
            "Object" => Self::Object,
            "Object[]" => Self::Objects,
            "Object|Object[]" => Self::ObjectOrObjects,
            "" => Self::Unstated,
            other => {
                return Err(format!(
                    "unknown type notation `{other}`: expected String, 字符串, Number, Object, Object[], Object|Object[], \
                     String|Boolean, bigint, varchar(32), longtext, timestamp or an empty cell"
                ));
            }
        })
    }
}

impl ValueType {
    /// Whether the value holds members of another table.
    pub fn is_structured(self) -> bool {
        matches!(self, Self::Object | Self::Objects | Self::ObjectOrObjects)
    }
}

/// The length inside a type cell such as `varchar(32)`.
pub(super) fn declared_length(cell: &str) -> Option<u32> {
    let digits = cell.strip_prefix("varchar(")?.strip_suffix(')')?;
    digits.parse().ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Whether a type cell is in the notation of databases.
pub(super) fn is_of_database(cell: &str) -> bool {
    matches!(cell, "bigint" | "longtext" | "timestamp") || declared_length(cell).is_some()
}

/// What a length cell says, in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Length {
    /// The smallest length that the cell names: `0` in `0~30`. A bare `32` names none.
    pub min: Option<u32>,
    /// The largest length, `30` in `0~30` and `32` in `32`.
    pub max: Option<u32>,
}

impl Length {
    /// Whether the cell says in so many words that an empty text is within the length.
    pub fn allows_empty(self) -> bool {
        self.min == Some(0)
    }
}

impl FromStr for Length {
    type Err = String;

    fn from_str(cell: &str) -> Result<Self, String> {
        let number = |text: &str| text.parse::<u32>().ok().filter(|_| text.chars().all(|c| c.is_ascii_digit()));
        let wrong = || format!("unknown length notation `{cell}`: expected `-`, `32`, `0~100` or an empty cell");
        if cell.is_empty() || cell == "-" {
            return Ok(Self::default());
        }
        match cell.split_once('~') {
            None => Ok(Self { min: None, max: Some(number(cell).ok_or_else(wrong)?) }),
            Some((min, max)) => match (number(min), number(max)) {
                (Some(min), Some(max)) if min <= max => Ok(Self { min: Some(min), max: Some(max) }),
                _ => Err(wrong()),
            },
        }
    }
}
