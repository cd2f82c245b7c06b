use std::collections::BTreeSet;

use rusqlite::{Transaction, params};

/// Where a record comes among those of one act: by its document's day and hash, then by its place.
type Place = (bool, Option<String>, String, i64);

/// Settles anew which record stands for which, for these rows and all that hang together with them.
///
/// Pairs alone would chain: A like B, B like C, and A unlike C. So a record joins the first group that holds it the same as at least half of
/// its records; groups are made in the order of [`Place`], which depends on the documents alone.
pub fn settle(db: &Transaction<'_>, mut touched: BTreeSet<i64>) -> rusqlite::Result<()> {
    while let Some(row) = touched.pop_first() {
        let Component { rows, same, joined, split } = component(db, row)?;
        for row in &rows {
            touched.remove(row);
        }
        let mut order: Vec<(Place, i64)> = Vec::with_capacity(rows.len());
        for &row in &rows {
            order.push((place(db, row)?, row));
        }
        order.sort();
        let order: Vec<i64> = order.into_iter().map(|(_, row)| row).collect();
        let groups = groups(&order, &same, &joined, &split);
        for group in groups {
            stand(db, &group)?;
        }
    }
    Ok(())
}

/// Rows, in the order of their [`Place`], as groups that tell one act each: a row joins the first group of which it is the same as at least half,
/// unless somebody decided otherwise.
pub fn groups(order: &[i64], same: &BTreeSet<(i64, i64)>, joined: &BTreeSet<(i64, i64)>, split: &BTreeSet<(i64, i64)>) -> Vec<Vec<i64>> {
    let mut groups: Vec<Vec<i64>> = Vec::new();
    for &row in order {
        let among = |pairs: &BTreeSet<(i64, i64)>, group: &[i64]| group.iter().filter(|&&other| pairs.contains(&pair(row, other))).count();
        let may = |group: &&mut Vec<i64>| among(split, group) == 0 && (among(joined, group) > 0 || among(same, group) * 2 >= group.len());
        match groups.iter_mut().find(may) {
            Some(group) => group.push(row),
            None => groups.push(vec![row]),
        }
    }
    groups
}

/// Rows that hang together, and the pairs that hold them together or keep them apart; of a pair the lower row first.
#[derive(Default)]
struct Component {
    rows: BTreeSet<i64>,
    /// Found to be the same.
    same: BTreeSet<(i64, i64)>,
    /// Somebody decided that they are the same.
    joined: BTreeSet<(i64, i64)>,
    /// Somebody decided that they are not.
    split: BTreeSet<(i64, i64)>,
}

fn pair(one: i64, other: i64) -> (i64, i64) {
    (one.min(other), one.max(other))
}

fn component(db: &Transaction<'_>, row: i64) -> rusqlite::Result<Component> {
    let mut found = Component { rows: BTreeSet::from([row]), ..Component::default() };
    let mut next = vec![row];
    let mut links = db.prepare_cached(
        "SELECT other FROM links WHERE kind = 'same' AND one = ?1 UNION SELECT one FROM links WHERE other = ?1 AND kind = 'same'",
    )?;
    let mut decisions = db.prepare_cached(
        "SELECT d.verb, o.id FROM records r JOIN decisions d ON d.one = r.key JOIN records o ON o.key = d.other WHERE r.id = ?1
         UNION SELECT d.verb, o.id FROM records r JOIN decisions d ON d.other = r.key JOIN records o ON o.key = d.one WHERE r.id = ?1",
    )?;
    // What was one group before is looked at again, or one that is split would keep its rows.
    let mut before = db.prepare_cached(
        "SELECT id FROM records WHERE head = (SELECT coalesce(head, id) FROM records WHERE id = ?1)
         UNION SELECT coalesce(head, id) FROM records WHERE id = ?1",
    )?;
    while let Some(row) = next.pop() {
        let mut neighbours: BTreeSet<i64> = links.query_map([row], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        found.same.extend(neighbours.iter().map(|&other| pair(row, other)));
        for decided in decisions.query_map([row], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?)))? {
            let (verb, other) = decided?;
            let pairs = if verb == "join" { &mut found.joined } else { &mut found.split };
            pairs.insert(pair(row, other));
            neighbours.insert(other);
        }
        for other in before.query_map([row], |row| row.get(0))? {
            neighbours.insert(other?);
        }
        next.extend(neighbours.into_iter().filter(|&other| found.rows.insert(other)));
    }
    Ok(found)
}

fn place(db: &Transaction<'_>, row: i64) -> rusqlite::Result<Place> {
    db.prepare_cached(
        "SELECT d.published IS NULL, d.published, d.hash, r.ordinal FROM records r JOIN documents d ON d.id = r.document WHERE r.id = ?1",
    )?
    .query_row([row], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
}

/// The first row of a group stands for it.
fn stand(db: &Transaction<'_>, group: &[i64]) -> rusqlite::Result<()> {
    let mut documents: BTreeSet<i64> = BTreeSet::new();
    for &row in group {
        let document = db.prepare_cached("SELECT document FROM records WHERE id = ?1")?.query_row([row], |row| row.get(0))?;
        documents.insert(document);
    }
    let head = group[0];
    for &row in group {
        let (head, reports) = if row == head { (None, documents.len()) } else { (Some(head), 1) };
        db.prepare_cached("UPDATE records SET head = ?2, reports = ?3 WHERE id = ?1 AND (head IS NOT ?2 OR reports != ?3)")?
            .execute(params![row, head, reports as i64])?;
    }
    Ok(())
}
