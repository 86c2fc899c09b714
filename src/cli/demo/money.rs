//! Money in and out over the demo's year.

use crate::base::code::{Code, EventId, Line};
use crate::base::problem::Outcome;
use crate::base::time::{Day, Month};
use crate::cli::demo::affairs;
use crate::cli::demo::cast::code;
use crate::cli::demo::desk::Desk;
use crate::event::authority::MatterSort;
use crate::event::kinds::finance::books::{AccountOpened, BankStatement, BudgetSet, PeriodClosed};
use crate::event::kinds::finance::movements::{Expenditure, Income, Reversal, Transfer};
use crate::event::posting::{BudgetLine, Flow, PostingLine};

/// What a community buys: category, title, purpose, payees, least and most in yuan.
pub struct Need {
    /// Category of expenditure.
    pub category: &'static str,
    /// What the matter is called.
    pub title: &'static str,
    /// What a payment says it is for.
    pub purpose: &'static str,
    /// Who may be paid.
    pub payees: &'static [&'static str],
    /// Least and most of one payment, in yuan.
    pub yuan: (u64, u64),
    /// How many payments.
    pub payments: u64,
    /// What came of it.
    pub result: &'static str,
}

/// The needs of an ordinary month.
pub const NEEDS: &[Need] = &[
    Need {
        category: "office",
        title: "办公用品采购",
        purpose: "打印纸、硒鼓、文件盒",
        payees: &["晨光文具店", "得力办公超市"],
        yuan: (180, 900),
        payments: 2,
        result: "已验收入库。",
    },
    Need {
        category: "utilities",
        title: "服务站水电费",
        purpose: "党群服务站水电费",
        payees: &["市供电公司", "市自来水公司"],
        yuan: (320, 1_450),
        payments: 2,
        result: "已按表计缴纳。",
    },
    Need {
        category: "maintenance",
        title: "楼道照明与管道维修",
        purpose: "更换楼道灯、疏通管道",
        payees: &["诚信水电维修部", "安居物业维修服务部"],
        yuan: (450, 3_800),
        payments: 2,
        result: "维修完毕，楼组长验收。",
    },
    Need {
        category: "assistance",
        title: "困难家庭慰问",
        purpose: "慰问困难家庭（名单另存）",
        payees: &["惠民超市", "粮油直供店"],
        yuan: (600, 2_600),
        payments: 1,
        result: "慰问品已全部送达，签收表存档。",
    },
    Need {
        category: "activities",
        title: "邻里文体活动",
        purpose: "活动场地布置与器材",
        payees: &["欢乐文体用品店", "社区艺术团联络处"],
        yuan: (300, 2_400),
        payments: 2,
        result: "活动如期举办。",
    },
    Need {
        category: "elderly-care",
        title: "长者助餐补贴",
        purpose: "助餐点本月补贴",
        payees: &["幸福食堂", "康乐助餐中心"],
        yuan: (1_200, 4_600),
        payments: 1,
        result: "按就餐登记表结算。",
    },
    Need {
        category: "volunteers",
        title: "志愿服务保障",
        purpose: "志愿者保险与马甲",
        payees: &["平安保险服务点", "志愿服务用品店"],
        yuan: (200, 1_300),
        payments: 1,
        result: "已发放并登记。",
    },
    Need {
        category: "training",
        title: "技能培训班",
        purpose: "家政、护理培训讲课费与教材",
        payees: &["市职业培训中心"],
        yuan: (500, 3_200),
        payments: 1,
        result: "结业人数与签到表一致。",
    },
    Need {
        category: "safety",
        title: "消防与巡逻器材",
        purpose: "灭火器换粉、巡逻手电",
        payees: &["安达消防器材店"],
        yuan: (260, 2_200),
        payments: 1,
        result: "器材已检验上架。",
    },
    Need {
        category: "environment",
        title: "绿化保洁",
        purpose: "绿化补种、清运垃圾",
        payees: &["绿源园艺队", "洁净保洁服务部"],
        yuan: (400, 4_200),
        payments: 2,
        result: "清运完毕，居民代表现场查看。",
    },
];

/// Where money comes from: category, purpose, payer, least and most in yuan.
const SOURCES: &[(&str, &str, &str, (u64, u64))] = &[
    ("subsidy", "街道拨付社区运转经费", "街道办事处", (26_000, 31_000)),
    ("rent", "社区活动用房租金", "便民菜店", (3_200, 3_201)),
    ("service-fees", "低偿理发、缝补服务收入", "居民（收据存根）", (420, 1_600)),
    ("service-fees", "活动室低偿使用费", "居民（收据存根）", (150, 800)),
    ("donation", "爱心捐款", "辖区共建单位", (500, 3_600)),
    ("other-income", "废旧物资回收款", "再生资源回收点", (60, 420)),
];

/// The bank account.
pub const BANK: &str = "bank:icbc-1";
const BOOKS: &[&str] = &["song-yajing", "deng-xiaolong"];

/// Who acts in one payment; handler, witness and approver are always three people.
#[derive(Clone, Copy)]
pub struct Actors {
    /// Carried it out.
    pub handler: &'static str,
    /// Confirms it.
    pub witness: &'static str,
    /// Approved it.
    pub approver: &'static str,
}

/// Usual actors.
pub const ACTORS: &[Actors] = &[
    Actors { handler: "wu-xiaomei", witness: "li-guifang", approver: "sun-lihua" },
    Actors { handler: "feng-ling", witness: "liu-xiuying", approver: "sun-lihua" },
    Actors { handler: "wu-xiaomei", witness: "zhao-yongping", approver: "zhou-jianjun" },
    Actors { handler: "liu-xiuying", witness: "wu-xiaomei", approver: "zhou-jianjun" },
];

/// One payment as planned.
pub struct Payment<'a> {
    /// The resolution.
    pub matter: &'a Code,
    /// Category of expenditure.
    pub category: &'static str,
    /// What for.
    pub purpose: &'static str,
    /// To whom.
    pub payee: &'static str,
    /// In fen.
    pub amount: i64,
    /// Who acts.
    pub actors: Actors,
}

fn line(text: &str) -> Outcome<Line> {
    text.parse()
}

/// The expenditure event of a payment, from the bank, today.
pub fn expenditure(desk: &mut Desk<'_>, payment: &Payment<'_>) -> Outcome<Expenditure> {
    let serial = desk.accepted + desk.refused;
    let voucher_no = code(&format!("pz-{}-{serial:04}", desk.today.month()));
    let voucher = desk.paper(&format!("发票 {voucher_no} {} {} {}", payment.payee, payment.purpose, payment.amount))?;
    let budget_line = desk.followed.read(|board| {
        let budget = board.standing().books.budget(desk.today.month().year())?;
        let line = code(payment.category);
        budget.line(&line).map(|_| line)
    });
    Ok(Expenditure {
        amount: payment.amount,
        from: code(BANK),
        category: code(payment.category),
        purpose: line(payment.purpose)?,
        payee: line(payment.payee)?,
        on: desk.today,
        matter: payment.matter.clone(),
        budget_line,
        bill_no: None,
        voucher_no,
        vouchers: vec![voucher],
        handler: code(payment.actors.handler),
        witness: code(payment.actors.witness),
        approver: code(payment.actors.approver),
        bookkeeper: code("song-yajing"),
        cashier: code("deng-xiaolong"),
        remark: None,
    })
}

/// Those who sign a payment: its actors, the books, and the supervision group; from ¥50,000 on the secretary too.
pub fn signers(actors: Actors, amount: i64) -> Vec<&'static str> {
    let mut signers = vec![actors.handler, actors.witness, actors.approver, "lin-wenbin", "huang-yulan"];
    signers.extend(BOOKS);
    if amount >= 5_000_000 {
        signers.push("chen-guoqiang");
    }
    signers
}

/// Pays.
pub fn pay(desk: &mut Desk<'_>, payment: &Payment<'_>) -> Outcome<EventId> {
    let body = expenditure(desk, payment)?;
    desk.submit(body, &signers(payment.actors, payment.amount))
}

/// Books the month's incomes that fall before `until`, the first ones being the regular ones.
pub fn receive(desk: &mut Desk<'_>, which: usize) -> Outcome<()> {
    let (category, purpose, payer, (least, most)) = SOURCES[which % SOURCES.len()];
    let amount = desk.dice.yuan(least, most);
    let serial = desk.accepted + desk.refused;
    let receipt_no = code(&format!("sj-{}-{serial:04}", desk.today.month()));
    let receipt = desk.paper(&format!("收据 {receipt_no} {payer} {amount}"))?;
    let income = Income {
        amount,
        into: code(if category == "service-fees" { "cash" } else { BANK }),
        category: code(category),
        purpose: line(purpose)?,
        payer: line(payer)?,
        on: desk.today,
        matter: None,
        budget_line: None,
        receipt_no,
        receipts: vec![receipt],
        handler: code("feng-ling"),
        bookkeeper: code("song-yajing"),
        cashier: code("deng-xiaolong"),
        remark: None,
    };
    desk.submit(income, &["feng-ling", "song-yajing", "deng-xiaolong"]).map(drop)
}

/// Takes the month's cash to the bank.
pub fn bank_takings(desk: &mut Desk<'_>) -> Outcome<()> {
    desk.followed.catch_up()?;
    let held = desk.followed.read(|board| board.standing().books.balance(&code("cash"), desk.today));
    let amount = held - held % 100;
    if amount <= 0 {
        return Ok(());
    }
    let voucher_no = code(&format!("zz-{}", desk.today.month()));
    let voucher = desk.paper(&format!("现金缴款单 {voucher_no} {amount}"))?;
    let transfer = Transfer {
        amount,
        from: code("cash"),
        into: code(BANK),
        purpose: line("现金收入缴存银行")?,
        on: desk.today,
        voucher_no,
        vouchers: vec![voucher],
        approver: code("sun-lihua"),
        bookkeeper: code("song-yajing"),
        cashier: code("deng-xiaolong"),
    };
    desk.submit(transfer, &["sun-lihua", "song-yajing", "deng-xiaolong"]).map(drop)
}

/// Opens the accounts with what was there.
pub fn open_accounts(desk: &mut Desk<'_>) -> Outcome<()> {
    for (account, name, opening) in [(BANK, "工商银行基本户", 8_642_350), ("cash", "库存现金", 118_600)] {
        let statement = desk.paper(&format!("{name} {} {opening}", desk.today))?;
        let opened = AccountOpened {
            account: code(account),
            name: line(name)?,
            first: desk.today,
            opening,
            statement,
            bookkeeper: code("song-yajing"),
            cashier: code("deng-xiaolong"),
        };
        desk.submit(opened, &["song-yajing", "deng-xiaolong", "lin-wenbin"])?;
    }
    Ok(())
}

/// States, closes, reviews and posts a month that is over.
pub fn close(desk: &mut Desk<'_>, month: Month) -> Outcome<()> {
    desk.followed.catch_up()?;
    let (balance, totals) = desk.followed.read(|board| {
        let books = &board.standing().books;
        (books.balance(&code(BANK), month.last()), books.totals(month))
    });
    let statement = desk.paper(&format!("银行对账单 {month} {balance}"))?;
    let stated = BankStatement { account: code(BANK), as_of: month.last(), balance, statement };
    desk.submit(stated, &["song-yajing", "lin-wenbin"])?;
    let closed = PeriodClosed { month, totals };
    desk.submit(closed, &["song-yajing", "sun-lihua", "lin-wenbin", "huang-yulan"])?;
    desk.on(desk.today.plus(1));
    affairs::publish(desk, &format!("finance/{month}")).map(drop)
}

/// The yearly budget: a resolution of the representatives' meeting, then the lines.
pub fn budget(desk: &mut Desk<'_>, from: Day) -> Outcome<()> {
    let matter = affairs::matter("2026-budget", "2026 年度收支预算", MatterSort::Budget)?;
    let name = matter.matter.clone();
    affairs::carry(desk, matter, from)?;
    let allowed = [
        ("office", 1_200_000),
        ("utilities", 2_600_000),
        ("maintenance", 5_200_000),
        ("assistance", 2_400_000),
        ("activities", 2_600_000),
        ("elderly-care", 4_200_000),
        ("volunteers", 1_000_000),
        ("training", 2_400_000),
        ("safety", 1_600_000),
        ("environment", 4_400_000),
        ("equipment", 9_000_000),
    ];
    let line = |(category, amount): (&str, i64)| BudgetLine {
        line: code(category),
        flow: Flow::Expense,
        category: code(category),
        amount,
    };
    let lines = allowed.into_iter().map(line).collect();
    desk.submit(BudgetSet { year: 2026, lines, matter: name }, &["song-yajing", "sun-lihua", "lin-wenbin"]).map(drop)
}

/// Undoes a payment that was booked wrongly: the old one stays, marked, and its opposite is booked today.
pub fn reverse(desk: &mut Desk<'_>, event: EventId, matter: &Code, category: &str, amount: i64) -> Outcome<()> {
    let serial = desk.accepted + desk.refused;
    let voucher_no = code(&format!("hc-{}-{serial:04}", desk.today.month()));
    let voucher = desk.paper(&format!("红冲凭证 {voucher_no} {event} {amount}"))?;
    let lines = vec![
        PostingLine { account: code(BANK), amount },
        PostingLine { account: code(&format!("expense:{category}")), amount: -amount },
    ];
    let reversal = Reversal {
        event,
        lines,
        matter: Some(matter.clone()),
        reason: line("发票金额开错，收款方已退款并重开发票")?,
        on: desk.today,
        voucher_no,
        vouchers: vec![voucher],
        approver: code("sun-lihua"),
        bookkeeper: code("song-yajing"),
        remark: None,
    };
    desk.submit(reversal, &["song-yajing", "sun-lihua", "lin-wenbin"]).map(drop)
}
