//! Countersignatures by amount, standing aside, roles, categories and budgets.

use super::*;
use crate::base::limits;
use crate::event::authority::MatterSort;
use crate::event::kinds::charter::{InterestDeclared, RelationDeclared};
use crate::event::kinds::finance::books::BudgetSet;
use crate::event::mandate::Relation;
use crate::event::posting::{BudgetLine, Flow};
use crate::rules::testing::matter;

const ACTING: &[&str] = &["comm-2", "comm-3", "comm-1", "book", "cash"];

fn with(more: &[&'static str]) -> Vec<&'static str> {
    ACTING.iter().chain(more).copied().collect()
}

#[test]
fn the_tier_of_the_amount_says_how_many_countersign() {
    let mut world = world();
    assert_eq!(world.refused(spend("v1", 499_999, "2026-01-05"), ACTING), ["countersign-missing"]);
    world.accept(spend("v1", 499_999, "2026-01-05"), &with(&["sup-3"]));
    world.adopt(expense("m2", 600_000));
    let at_tier = Expenditure { matter: code("m2"), ..spend("v2", 500_000, "2026-01-05") };
    assert_eq!(world.refused(at_tier.clone(), &with(&["sup-3"])), ["countersign-missing"]);
    world.accept(at_tier, &with(&["sup-3", "sup-2"]));
}

#[test]
fn the_highest_tier_needs_the_secretary_too() {
    let mut world = World::new();
    world.accept(account("bank:main", 9_000_000), ALL);
    world.adopt(expense("m1", 6_000_000));
    let large = spend("v1", 5_000_000, "2026-01-05");
    assert_eq!(world.refused(large.clone(), &with(&["sup-1", "sup-2"])), ["countersign-missing"]);
    world.accept(large, &with(&["sup-1", "sup-2", "party-1"]));
}

#[test]
fn a_supervisor_with_a_tie_to_the_payment_does_not_count() {
    let mut world = world();
    let (person, other) = (code("sup-1"), code("comm-3"));
    world.accept(RelationDeclared { person, other, relation: Relation::Sibling }, &["sup-1"]);
    world.accept(InterestDeclared { person: code("sup-2"), payee: line("甲公司") }, &["sup-2"]);
    let payment = spend("v1", 100, "2026-01-05");
    let told = world.judge(payment.clone(), &with(&["sup-1", "sup-2"])).unwrap_err().unmet;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].code, "countersign-set-aside");
    assert_eq!(told[0].arg("aside"), Some("sup-1 (comm-3), sup-2 (甲公司)"));
    let elsewhere = Expenditure { payee: line("乙公司"), ..payment.clone() };
    world.accept(elsewhere, &with(&["sup-2"]));
    world.accept(Expenditure { voucher_no: code("v2"), ..payment }, &with(&["sup-1", "sup-3"]));
}

#[test]
fn whoever_acted_does_not_countersign_too() {
    let mut world = World::new();
    world.accept(account("bank:main", 9_000_000), ALL);
    world.adopt(expense("m1", 6_000_000));
    let large = Expenditure { handler: code("party-1"), ..spend("v1", 5_000_000, "2026-01-05") };
    assert_eq!(world.refused(large, &with(&["sup-1", "sup-2", "party-1"])), ["countersign-set-aside"]);
}

#[test]
fn whoever_decides_has_no_interest_in_the_payee() {
    for person in ["comm-2", "comm-3", "comm-1"] {
        let mut world = world();
        world.accept(InterestDeclared { person: code(person), payee: line("甲公司") }, &[person]);
        let payment = spend("v1", 100, "2026-01-05");
        assert_eq!(world.refused(payment.clone(), PAYING), ["interested-must-stand-aside"], "{person}");
        world.accept(Expenditure { payee: line("乙公司"), ..payment }, PAYING);
    }
}

#[test]
fn handler_witness_approver_bookkeeper_and_cashier_are_five_persons() {
    let mut world = world();
    let mut refused = |change: &dyn Fn(&mut Expenditure), signers: &[&str]| {
        let mut payment = spend("v1", 100, "2026-01-05");
        change(&mut payment);
        world.refused(payment, signers)
    };
    assert_eq!(refused(&|p| p.witness = code("comm-2"), PAYING), ["roles-clash"]);
    assert_eq!(refused(&|p| p.handler = code("comm-1"), PAYING), ["roles-clash"]);
    assert_eq!(refused(&|p| p.cashier = code("book"), PAYING), ["roles-clash"]);
    assert_eq!(refused(&|p| p.approver = code("clerk"), ALL), ["role-not-theirs"]);
    assert_eq!(refused(&|_| (), &PAYING[1..]), ["person-did-not-sign"]);
    assert_eq!(
        refused(&|_| (), &["comm-2", "comm-3", "comm-1", "cash", "sup-1"]),
        ["signatures-missing", "person-did-not-sign"]
    );
}

#[test]
fn categories_are_those_of_the_policy() {
    let mut world = world();
    let odd = Income { category: code("office"), ..receive("r1", 100, "2026-01-05") };
    assert_eq!(world.refused(odd, ALL), ["category-unknown"]);
    let odd = Expenditure { category: code("rent"), ..spend("v1", 100, "2026-01-05") };
    assert_eq!(world.refused(odd, PAYING), ["category-unknown", "purpose-not-granted"]);
}

fn budget_line(name: &str, flow: Flow, category: &str, amount: i64) -> BudgetLine {
    BudgetLine { line: code(name), flow, category: code(category), amount }
}

fn budget() -> BudgetSet {
    let lines = vec![
        budget_line("a1", Flow::Expense, "office", 500_000),
        budget_line("a2", Flow::Expense, "safety", 0),
        budget_line("b1", Flow::Income, "rent", 600_000),
    ];
    BudgetSet { year: 2026, lines, matter: code("budget-2026") }
}

#[test]
fn a_budget_rests_on_its_resolution_and_reads_soundly() {
    let mut world = world();
    assert_eq!(world.refused(budget(), ALL), ["matter-unknown"]);
    assert_eq!(world.refused(BudgetSet { matter: code("m1"), ..budget() }, ALL), ["matter-of-other-sort"]);
    world.adopt(matter("budget-2026", MatterSort::Budget));
    let mut refused = |change: &dyn Fn(&mut BudgetSet)| {
        let mut wrong = budget();
        change(&mut wrong);
        world.refused(wrong, ALL)
    };
    assert_eq!(refused(&|b| b.year = 2028), ["budget-year-unbelievable"]);
    assert_eq!(refused(&|b| b.lines.clear()), ["budget-empty"]);
    assert_eq!(refused(&|b| b.lines[1].line = code("a1")), ["budget-line-twice"]);
    assert_eq!(refused(&|b| b.lines[1].category = code("rent")), ["category-unknown"]);
    assert_eq!(refused(&|b| b.lines[1].amount = -1), ["budget-amount-out-of-range"]);
    assert_eq!(refused(&|b| b.lines[1].amount = limits::AMOUNT), ["budget-amount-out-of-range"]);
    let many = |b: &mut BudgetSet| {
        b.lines = (0..=limits::LIST_ITEMS).map(|n| budget_line(&format!("l{n}"), Flow::Income, "rent", 1)).collect();
    };
    assert!(refused(&many).contains(&"list-too-long"));
    world.accept(budget(), ALL);
    assert_eq!((budget().total(Flow::Expense), budget().total(Flow::Income)), (500_000, 600_000));
}

#[test]
fn a_budget_changes_by_another_resolution_and_loses_no_line() {
    let mut world = world();
    world.adopt(matter("budget-2026", MatterSort::Budget));
    world.accept(budget(), ALL);
    assert_eq!(world.refused(budget(), ALL), ["matter-used-already", "budget-set-already"]);
    world.adopt(matter("change", MatterSort::Budget));
    let mut changed = BudgetSet { matter: code("change"), ..budget() };
    changed.lines.remove(1);
    assert_eq!(world.refused(changed.clone(), ALL), ["budget-line-lost"]);
    changed.lines.push(budget_line("a2", Flow::Expense, "office", 5));
    assert_eq!(world.refused(changed.clone(), ALL), ["budget-line-lost"], "its category is another");
    changed.lines[2] = budget_line("a2", Flow::Expense, "safety", 5);
    world.accept(changed, ALL);
}

#[test]
fn a_budget_line_is_of_the_year_and_the_category() {
    let mut world = world();
    let counted = |line: &str| Expenditure { budget_line: Some(code(line)), ..spend("v1", 600_000, "2026-01-05") };
    assert_eq!(world.refused(counted("a1"), PAYING), ["budget-missing"]);
    world.adopt(matter("budget-2026", MatterSort::Budget));
    world.accept(budget(), ALL);
    assert_eq!(world.refused(counted("a9"), PAYING), ["budget-line-unknown"]);
    assert_eq!(world.refused(counted("a2"), PAYING), ["budget-line-of-other-category"]);
    assert_eq!(world.refused(counted("b1"), PAYING), ["budget-line-of-other-category"]);
    world.accept(counted("a1"), PAYING);
    world.accept(Income { budget_line: Some(code("b1")), ..receive("r1", 100, "2026-01-05") }, ALL);
}
