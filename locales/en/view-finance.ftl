# Finance openness: overview and monthly statements
finance-title = Finance
finance-month-title = Statement of { $month }
finance-totals = Total
finance-category = Category
finance-category-none = No category given
finance-amount = Amount

# Figures of a statement
fact-period-state = This month
fact-opening = Money at the start
fact-income = Received
fact-expense = Paid
fact-closing = Money at the end
fact-taken-over = Paid according to accounts taken over
fact-closed-on = Closed on
fact-closed-by = Closed by record
fact-closed-supervision = Members of the supervision group who signed the closing
fact-held = Money held now
fact-books-begin = These books begin on
fact-closed-until = Closed up to
fact-history-until = Accounts taken over reach to

period-state-closed = Closed, does not change any more
period-state-open = Not closed yet, figures may change
period-state-history = Accounts taken over, not closed here

# Names of tables
finance-table-income = Income by category
finance-table-expense = Expenditure by category
finance-table-taken-over = Accounts taken over by category (in their own words)
finance-table-account-ends = Balances at the end of the month
finance-table-items = Every movement of money
finance-table-months = Month by month
finance-table-accounts = Balances now
finance-table-budget = Budget and what is used of it
finance-table-permissions = Spending permitted by resolutions and what is used of it
finance-table-reversals = What was reversed

# Every movement
item-day = Day
item-event = Record
item-movement = Movement
item-category = Category
item-purpose = Purpose
item-counterparty = From or to
item-income = Income
item-expense = Expenditure
item-moved = Transfer or opening
item-taken-over = Taken over
item-balance = Money held after
item-accounts = Account
item-handler = Handled by
item-witness = Witnessed by
item-approver = Approved by
item-supervision = Signed in the supervision group by
item-resolution = Resolution
item-voucher = Voucher
item-voucher-files = Digests of voucher files
item-source = File taken over and row
item-marks = Marks
item-remark = Remark
item-not-decided-here = Taken over, not decided here
item-refund-not-decided-here = Taken over (refund or correction), not decided here

mark-late = Entered later than the rules ask
mark-over-budget = Over budget
mark-undoes = Reverses
mark-undone = Reversed by

# Overview: months
month-month = Month
month-opening = At the start
month-income = Income
month-expense = Expenditure
month-closing = At the end
month-taken-over = Taken over
month-state = State
month-closed-by = Closed by record
month-shown = Reviewed and posted
badge-reviewed = Reviewed by supervision, nothing against it
badge-objected = Objected to by supervision
badge-posted = Posted
badge-posted-earlier = Posted as it was before, changed since

# Overview: accounts
account-name = Account
account-code = Account code
account-balance = Balance now
account-stated = Last stated by the bank
account-stated-on = Stated for
account-statement = Digest of the bank statement
account-statement-event = Record of the bank statement
account-end = Balance at the end
account-end-stated = Stated by the bank

# Overview: budget
budget-year = Year
budget-flow = Income or expenditure
budget-category = Category
budget-line = Budget line
budget-amount = Budgeted
budget-used = Received or paid
budget-left = Left
budget-marks = Marks
budget-resolution = Resolution

# Overview: resolutions
permit-resolution = Resolution
permit-code = Resolution code
permit-category = For
permit-payee = Only to
permit-cap = At most
permit-used = Used
permit-left = Left
permit-from = From
permit-until = Until

# Overview: reversals
reversal-event = Reversal
reversal-on = Reversed on
reversal-month = Counted in
reversal-reason = Reason
reversal-undone = What it reverses
reversal-undone-on = Happened on
reversal-undone-month = Counted then in

finance-note-open = This month is not closed yet; more may still be entered.
finance-note-closed = This month is closed and this page does not change any more. A mistake found later is corrected in the month it was found, and the overview lists it.
finance-note-brought-in = The money at the start includes what accounts opened this month held already.
finance-note-taken-over = Accounts taken over are copied as they were kept. What they paid is not from the money of these books and counts neither as income or expenditure here nor in any balance.
finance-note-digests = "Reviewed" and "posted" are computed from signed records: they stand here only when what was reviewed or posted is, letter for letter, what is published now.
finance-note-reversals = A mistake is not painted over: another record reverses it, and both stay.
finance-note-history = Accounts taken over are from before these books began. They are copied as they were kept and were not decided here.

view-finance = Finance
view-finance-about = What came in and went out month by month, every item and who answers for it
