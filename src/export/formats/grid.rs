//! Grids and the issues raised in them, with every stage: the cases of the family `grid`.

use crate::base::problem::Outcome;
use crate::event::kinds::grid::FAMILY;
use crate::export::formats::cases;
use crate::export::table;
use crate::export::{End, Exporter, File, Seen};

/// The exporter. Everything it tells stands in the standing.
#[derive(Default)]
pub struct Grid;

const NAME: &str = "grid";

impl Grid {
    /// The exporter, for the registry.
    pub fn boxed() -> Box<dyn Exporter> {
        Box::new(Self)
    }
}

impl Exporter for Grid {
    fn name(&self) -> &'static str {
        NAME
    }

    fn fold(&mut self, _: &Seen<'_>) {}

    fn files(&self, end: &End<'_>) -> Outcome<Vec<File>> {
        let tables =
            cases::tables([NAME, "grid_stages"], end, |case| FAMILY.cases.iter().any(|sort| case.sort == *sort.sort));
        table::files(NAME, &tables, &end.currency())
    }
}
