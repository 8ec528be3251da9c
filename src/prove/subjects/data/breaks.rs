//! Operators: each breaks a conforming database at one row of a standard's tables.

use super::specimen::{Specimen, SpecimenTable};
use crate::check::{Context, Deviation, Surroundings, decide};
use crate::id::Aspect;
use crate::standard::Standard;
use crate::subject::data::{Column, TableRules, ValueKind};
use crate::verdict::{FindingCode, Verdict};

macro_rules! operators {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal $aspect:ident;)+) => {
        /// What is done.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Operator { $($(#[doc = $doc])+ $variant,)+ }

        impl Operator {
            const ALL: &'static [Operator] = &[$(Self::$variant,)+];

            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            fn aspect(self) -> Aspect {
                match self { $(Self::$variant => Aspect::$aspect,)+ }
            }
        }
    };
}

operators! {
    /// The table is not there.
    TableLost = "table-lost" Format;
    /// The column is not there.
    ColumnLost = "column-lost" Presence;
    /// The column of a required value takes null.
    ColumnNullable = "column-nullable" Presence;
    /// The column of an optional value refuses null.
    ColumnNotNull = "column-not-null" Presence;
    /// The column is of another type.
    ColumnOtherType = "column-other-type" Type;
    /// The column is of a type that holds the same and is called otherwise.
    ColumnKindredType = "column-kindred-type" Type;
    /// The column of long texts is narrow.
    TextNarrowed = "text-narrowed" Type;
    /// The column of long texts is of a type that holds less.
    TextShorter = "text-shorter" Type;
    /// The column is too narrow by one character.
    ColumnNarrowed = "column-narrowed" Length;
    /// The column is wider by one character.
    ColumnWidened = "column-widened" Length;
    /// There is no primary key.
    KeyLost = "key-lost" Behaviour;
    /// Nobody counts the primary key up.
    KeyNotCounted = "key-not-counted" Behaviour;
    /// A key stands twice.
    KeyTwice = "key-twice" Behaviour;
    /// A required value is null.
    CellNull = "cell-null" Presence;
    /// A required value is empty.
    CellEmpty = "cell-empty" Presence;
    /// A value is no point in time.
    CellNoTime = "cell-no-time" Type;
    /// A time is written as an export writes it.
    CellOtherNotation = "cell-other-notation" Type;
    /// A value is a day that no calendar has.
    CellUnrealTime = "cell-unreal-time" Type;
    /// A value has one character too many.
    CellTooLong = "cell-too-long" Length;
    /// A value is no listed code.
    CellUnlisted = "cell-unlisted" Code;
    /// A code is written small.
    CellRecased = "cell-recased" Code;
    /// A value has the right shape and does not exist.
    CellUnknown = "cell-unknown" Code;
    /// A value has another shape.
    CellMisshapen = "cell-misshapen" Format;
    /// A value has the right outline and breaks its format.
    CellUnreal = "cell-unreal" Format;
    /// A day that no calendar has, in another notation.
    CellUnrealOtherwise = "cell-unreal-otherwise" Format;
    /// A value cannot be a number with a check digit.
    CellNoNumber = "cell-no-number" Format;
    /// A code has something behind it.
    CellPunctuated = "cell-punctuated" Code;
    /// A check digit does not fit.
    CellCheckDigit = "cell-check-digit" Format;
    /// A record begins that is there already.
    InsertedAgain = "inserted-again" Behaviour;
    /// A record is changed that never began.
    ChangedWithoutInsert = "changed-without-insert" Behaviour;
    /// A record ends that never began.
    EndedWithoutInsert = "ended-without-insert" Behaviour;
    /// A record is changed behind its end.
    ChangedAfterEnd = "changed-after-end" Behaviour;
    /// The number of an exchange comes again.
    BatchAgain = "batch-again" Behaviour;
    /// Two exchanges with days between them have one number.
    BatchAfterDays = "batch-after-days" Behaviour;
    /// Exchanges of many days in a row have one number.
    BatchForWeeks = "batch-for-weeks" Behaviour;
    /// A rejected row does not come again.
    NotSentAgain = "not-sent-again" Behaviour;
}

impl Operator {
    /// What is found of an operator that changes a value.
    fn of_value(self) -> Option<FindingCode> {
        match self {
            Self::CellNull => Some(FindingCode::Null),
            Self::CellEmpty => Some(FindingCode::Empty),
            Self::CellTooLong => Some(FindingCode::TooLong),
            Self::CellUnlisted | Self::CellRecased | Self::CellPunctuated => Some(FindingCode::UnlistedCode),
            Self::CellUnknown => Some(FindingCode::NotListed),
            Self::CellMisshapen | Self::CellNoNumber => Some(FindingCode::WrongFormat),
            Self::CellUnreal | Self::CellUnrealOtherwise => Some(FindingCode::NoSuchDay),
            Self::CellCheckDigit => Some(FindingCode::CheckDigit),
            _ => None,
        }
    }
}

/// An operator at a row.
pub(super) struct Break {
    pub local: String,
    pub aspect: Aspect,
    pub operator: Operator,
    table: usize,
    column: usize,
}

/// Every operator at each row that it is about.
pub(super) fn all(rules: &[TableRules]) -> Vec<Break> {
    let mut breaks = Vec::new();
    for operator in Operator::ALL.iter().copied() {
        for (table, rules) in rules.iter().enumerate() {
            let one = |column: usize, local: &str| Break {
                local: local.to_owned(),
                aspect: operator.aspect(),
                operator,
                table,
                column,
            };
            match operator {
                Operator::TableLost => breaks.push(one(0, &rules.clause)),
                Operator::NotSentAgain => {
                    breaks.extend(rules.resubmitted.iter().map(|rule| one(rule.of, &rule.clause)));
                }
                _ => {
                    let columns = rules.columns.iter().enumerate().filter(|(at, _)| concerns(operator, rules, *at));
                    breaks.extend(columns.map(|(at, column)| one(at, &column.local)));
                }
            }
        }
    }
    breaks
}

/// Whether an operator can break a column and nothing else.
fn concerns(operator: Operator, rules: &TableRules, at: usize) -> bool {
    let column = &rules.columns[at];
    let is_key = at == rules.key;
    let is_text = column.kind == ValueKind::Text;
    let operation = rules.sequence.as_ref().is_some_and(|rule| rule.operation == at);
    // The row of another record would be a rejected one that does not come again.
    let names_rejected = rules.resubmitted.as_ref().is_some_and(|rule| rule.of == at);
    match operator {
        Operator::TableLost | Operator::NotSentAgain => false,
        Operator::ColumnLost | Operator::ColumnOtherType => true,
        Operator::ColumnNullable => column.required && !is_key,
        Operator::ColumnNotNull => !column.required,
        Operator::TextNarrowed | Operator::TextShorter => is_text && column.max.is_none(),
        Operator::ColumnNarrowed | Operator::ColumnWidened => is_text && column.max.is_some(),
        Operator::KeyLost | Operator::KeyNotCounted | Operator::KeyTwice => is_key,
        Operator::CellNull | Operator::CellEmpty => column.required && !is_key,
        Operator::ColumnKindredType | Operator::CellNoTime | Operator::CellOtherNotation | Operator::CellUnrealTime => {
            column.kind == ValueKind::Moment
        }
        Operator::CellTooLong => column.max.is_some() && !names_rejected,
        Operator::CellUnlisted => !column.codes.is_empty(),
        Operator::CellPunctuated => !column.codes.is_empty() && !column.several,
        Operator::CellRecased => column.codes.iter().any(|code| code.to_lowercase() != *code),
        Operator::CellUnknown => column.known.is_some(),
        Operator::CellMisshapen => column.pattern.is_some() || column.format.is_some_and(|format| format.asserted),
        Operator::CellUnreal => column.format.is_some_and(|format| format.asserted),
        Operator::CellUnrealOtherwise => {
            column.format.is_some_and(|format| format.unreal == FindingCode::NoSuchDay && format.canonical.is_some())
        }
        Operator::CellCheckDigit | Operator::CellNoNumber => {
            column.check_digit.is_some() || column.format.is_some_and(|format| !format.asserted)
        }
        Operator::InsertedAgain
        | Operator::ChangedWithoutInsert
        | Operator::EndedWithoutInsert
        | Operator::ChangedAfterEnd => operation,
        Operator::BatchAgain => rules.batch == Some(at),
        Operator::BatchAfterDays | Operator::BatchForWeeks => rules.batch == Some(at) && rules.exchange.is_some(),
    }
}

impl Break {
    pub fn id(&self, standard: &str) -> String {
        format!("{standard}/{}#{}/{}", self.local, self.aspect, self.operator.name())
    }

    /// Whether a reading lets a value be what it makes of it.
    pub fn is_free(&self, standard: &Standard) -> bool {
        let Some(code) = self.operator.of_value() else { return false };
        let (request, surroundings) = (serde_json::Value::Null, Surroundings::default());
        let context = Context { standard, operation: "", request: &request, surroundings: &surroundings };
        let deviation = Deviation::new(code, "", serde_json::Value::Null, "");
        decide(&context, &self.local, self.aspect, &deviation).verdict == Verdict::Pass
    }

    pub fn apply(&self, specimen: &mut Specimen) {
        if self.operator == Operator::NotSentAgain {
            let main = specimen.tables.iter_mut().find(|table| table.rules.sequence.is_some());
            // The third record comes again in the fifth row.
            main.into_iter().for_each(|main| drop(main.rows.remove(4)));
            return;
        }
        let Some(table) = specimen.tables.get_mut(self.table) else { return };
        self.declare(table);
        self.write(table);
        self.follow(table);
    }

    /// Changes how the table is declared.
    fn declare(&self, table: &mut SpecimenTable) {
        let rule = table.rules.columns[self.column].clone();
        let column = &mut table.columns[self.column];
        let width = |change: i64| format!("varchar({})", i64::from(rule.max.unwrap_or(1)) + change);
        match self.operator {
            Operator::TableLost => table.lost = true,
            Operator::ColumnLost => column.lost = true,
            Operator::ColumnNullable | Operator::CellNull => column.not_null = false,
            Operator::ColumnNotNull => column.not_null = true,
            Operator::ColumnOtherType => {
                column.declared = if rule.kind == ValueKind::Integer { "text" } else { "blob" }.to_owned();
            }
            Operator::ColumnKindredType => column.declared = "datetime".to_owned(),
            Operator::TextShorter => column.declared = "mediumtext".to_owned(),
            Operator::TextNarrowed => column.declared = "varchar(2000)".to_owned(),
            Operator::ColumnNarrowed => column.declared = width(-1),
            Operator::ColumnWidened => column.declared = width(1),
            Operator::KeyLost | Operator::KeyTwice => column.key = false,
            Operator::KeyNotCounted => column.declared = "bigint".to_owned(),
            _ => {}
        }
    }

    /// Changes a value of the first row.
    fn write(&self, table: &mut SpecimenTable) {
        let column = table.rules.columns[self.column].clone();
        let Some(cell) = table.rows.first_mut().and_then(|row| row.get_mut(self.column)) else { return };
        let old = cell.clone().unwrap_or_default();
        let new = match self.operator {
            Operator::CellNull => None,
            Operator::CellEmpty => Some(String::new()),
            Operator::CellOtherNotation => Some("2024/1/1 8:00".to_owned()),
            Operator::CellUnrealOtherwise => Some("2024-02-30".to_owned()),
            Operator::CellNoNumber => Some("样例".to_owned()),
            Operator::CellPunctuated => Some(format!("{old}-")),
            Operator::CellNoTime => Some("noon".to_owned()),
            Operator::CellUnrealTime => Some("2023-02-29 08:00:00".to_owned()),
            Operator::CellTooLong => Some("长".repeat(column.max.unwrap_or(0) as usize + 1)),
            Operator::CellUnlisted => Some("~".to_owned()),
            Operator::CellRecased => Some(old.to_lowercase()),
            Operator::CellUnknown => Some(unknown(&column)),
            Operator::CellMisshapen => Some("x".to_owned()),
            Operator::CellUnreal => column.format.map(|format| format.invalid.to_owned()),
            Operator::CellCheckDigit => {
                let by_other = column.check_digit.as_ref().and_then(|rule| rule.formats.first());
                let format = by_other.map(|(_, format)| *format).or(column.format);
                format.map(|format| format.invalid.to_owned())
            }
            _ => return,
        };
        *cell = new;
    }

    /// Changes how rows follow each other.
    fn follow(&self, table: &mut SpecimenTable) {
        let Some(rule) = table.rules.sequence.clone() else { return };
        let key = table.rules.key;
        let time = table.rules.time;
        let mut add = |record: &str, act: usize, day: Option<u8>| {
            let Some(mut row) = table.rows.last().cloned() else { return };
            if let Some(day) = day {
                row[time] = Some(format!("2024-01-{day:02} 08:00:00"));
            }
            row[key] = Some((table.rows.len() + 1).to_string());
            row[rule.of] = Some(record.to_owned());
            row[rule.operation] = Some(rule.codes[act].clone());
            table.rows.push(row);
        };
        match self.operator {
            Operator::KeyTwice => {
                add("E", 0, None);
                let before = table.rows[table.rows.len() - 2][key].clone();
                table.rows.iter_mut().last().into_iter().for_each(|row| row[key].clone_from(&before));
            }
            Operator::InsertedAgain => add("A", 0, None),
            Operator::ChangedWithoutInsert => add("E", 1, None),
            Operator::EndedWithoutInsert => add("E", 2, None),
            Operator::ChangedAfterEnd => add("B", 1, None),
            Operator::BatchAfterDays => add("E", 0, Some(6)),
            Operator::BatchForWeeks => (5..13).zip('E'..).for_each(|(day, name)| add(&name.to_string(), 0, Some(day))),
            Operator::BatchAgain => {
                let first = table.rows[0][self.column].clone();
                table.rows.iter_mut().last().into_iter().for_each(|row| row[self.column].clone_from(&first));
            }
            _ => {}
        }
    }
}

/// A value of the right shape that does not exist.
fn unknown(column: &Column) -> String {
    let width = column.max.unwrap_or(1) as usize;
    let fits = |text: &String| {
        column.pattern.as_ref().is_none_or(|pattern| pattern.is_match(text))
            && column.known.as_ref().is_some_and(|known| !known.is_match(text))
    };
    (0..1000).map(|number| format!("{number:0width$}")).find(fits).unwrap_or_default()
}
