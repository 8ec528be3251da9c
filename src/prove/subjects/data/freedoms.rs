//! What a conforming database may do otherwise.

use super::specimen::{Specimen, SpecimenTable};

type Freedom = (&'static str, fn(&mut SpecimenTable));

/// Names, in the order of the list.
pub(super) const NAMES: [&str; 10] = [
    "columns-recased",
    "column-added",
    "optional-null",
    "date-spaced",
    "rows-reversed",
    "record-reborn",
    "several-holders",
    "number-masked",
    "nothing-rejected",
    "rejected-irregular",
];

const FREEDOMS: [Freedom; 10] = [
    (NAMES[0], |table| table.columns.iter_mut().for_each(|column| column.name = column.name.to_uppercase())),
    (NAMES[1], |table| {
        table.columns.push(super::specimen::SpecimenColumn {
            name: "remark".to_owned(),
            declared: "longtext".to_owned(),
            not_null: false,
            key: false,
            lost: false,
        });
    }),
    (NAMES[2], |table| {
        let optional: Vec<usize> = places(table, |column| !column.required);
        table.rows.iter_mut().for_each(|row| optional.iter().for_each(|place| row[*place] = None));
    }),
    (NAMES[3], |table| {
        let written = "2024 年 01 月 08 日";
        let dates = places(table, |column| column.format.is_some_and(|format| (format.is_valid)(written)));
        table.rows.iter_mut().for_each(|row| dates.iter().for_each(|place| row[*place] = Some(written.to_owned())));
    }),
    (NAMES[4], |table| table.rows.reverse()),
    (NAMES[5], |table| {
        let Some(rule) = table.rules.sequence.clone() else { return };
        let Some(mut row) = table.rows.last().cloned() else { return };
        row[table.rules.key] = Some("8".to_owned());
        row[rule.of] = Some("B".to_owned());
        row[rule.operation] = Some(rule.codes[0].clone());
        table.rows.push(row);
    }),
    (NAMES[6], |table| {
        let rules = table.rules.clone();
        let by = rules.columns.iter().filter_map(|column| column.check_digit.as_ref()).map(|rule| rule.by);
        for place in by {
            let both = rules.columns[place].codes.iter().take(2).cloned().collect::<Vec<_>>().join(",");
            table.rows[0][place] = Some(both);
        }
    }),
    (NAMES[7], |table| {
        for place in places(table, |column| column.check_digit.is_some()) {
            table.rows[0][place] = Some("9900**********0001".to_owned());
        }
    }),
    (NAMES[8], |table| {
        if table.rules.resubmitted.is_some() {
            table.rows.clear();
        } else {
            // Nothing was rejected: nothing comes again.
            table.rows.remove(3);
        }
    }),
    (NAMES[9], |table| {
        if table.rules.resubmitted.is_none() {
            return;
        }
        let ruled = |column: &crate::subject::data::Column| {
            let shaped = column.format.is_some() || column.pattern.is_some() || column.check_digit.is_some();
            shaped || !column.codes.is_empty()
        };
        for place in places(table, ruled) {
            table.rows[0][place] = Some("样例".to_owned());
        }
    }),
];

fn places(table: &SpecimenTable, wanted: impl Fn(&crate::subject::data::Column) -> bool) -> Vec<usize> {
    (0..table.rules.columns.len()).filter(|place| wanted(&table.rules.columns[*place])).collect()
}

/// Takes a freedom in every table.
pub(super) fn take(specimen: &mut Specimen, name: &str) -> Result<(), String> {
    let (_, change) = FREEDOMS.iter().find(|(known, _)| *known == name).ok_or_else(|| format!("no freedom {name}"))?;
    specimen.tables.iter_mut().for_each(change);
    Ok(())
}
