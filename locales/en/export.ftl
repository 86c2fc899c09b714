# Exports
export-unknown = There is no form of export named { $found }: there are { $known }, and all
export-exists = { $folder } is there already and not empty: an export overwrites nothing, choose another folder
export-begun = { $folder } is left from an export that was cut short: remove it, then export again
export-folder = Folded from the first { $size } entries of the ledger, those under the checkpoint; what is open or late is so at the end of { $day }. Whoever has the entries makes the same files, byte for byte. What each column means stands in the README of each form.
xlsx-unwritable = The workbook cannot be written: { $cause }
export-readme =
    CSV is UTF-8 with one header row; amounts stand in minor units as integers too. A text that begins with = + - @, their wide forms or an apostrophe has an apostrophe before it, so that no spreadsheet runs it as a formula; a program takes one leading apostrophe away. The same rows are in the XLSX file, where texts are texts and nothing is a formula.
export-hledger =
    Journal for hledger (https://hledger.org): every movement of money, points, minutes of volunteers' work and goods.
    At the end of each month the balances of the books are asserted: hledger check -s adds up everything again.
    assets, income, expense: money; equity: what was there, and accounts kept elsewhere; holder, source, use: who has points, minutes or goods, where they came from, what for; "for …" is what they are bound to.
    entry and event say which record of the ledger a transaction comes from; voucher is the SHA-256 of a voucher.
    In texts ; and | stand in their wide forms, in codes / stands for a colon.
export-form-all = Every form
export-form-events = One entry a line, and the checkpoint (events.jsonl)
export-form-finance = Finance: every line of every movement, and the months' figures (CSV, XLSX)
export-form-resolutions = Resolutions, their steps and every vote (CSV, XLSX)
export-form-evaluation = Evaluations and the counts by group (CSV, XLSX)
export-form-openness = What had to be put up and what was (CSV, XLSX)
export-form-points = Points, hours and goods (CSV, XLSX)
export-form-cases = Cases of every sort and their stages (CSV, XLSX)
export-form-grid = Grids and their issues (CSV, XLSX)
export-form-flags = Flags and their answers (CSV, XLSX)
export-form-hledger = Journal for hledger with balance assertions: money, points, hours, goods
json-unwritable = The file cannot be written: { $cause }
export-ocds =
    Open Contracting Data Standard 1.1 (https://standard.open-contracting.org/1.1/en/). A contracting process for each resolution that permits spending: releases.json has what happened, in order; records.json folds it for each process. Planning is the resolution, its steps are milestones; the budget's amount is what may be spent at most. The award is the adoption for a named payee, or the first payment; payments are transactions of the one contract. What a reversal gives back is a transaction with a negative value, so that the sum is what was used. No tender and no price of a contract is told, for the ledger knows none. Organisations are known by the name shown. The standard has publishers register a prefix for ocids; a ledger has none, so its ocids begin with its origin: who publishes them elsewhere puts a registered prefix before it.
export-ocds-cap = At most, by the resolution
export-ocds-unnamed = not named
export-fiscal =
    Fiscal Data Package 0.3: every line of expenditure and income, and the budgets. Amounts are decimals, positive as spent or received; a reversal is a negative amount on its own day. The budget is as approved last. Each line has the entry and event it comes from. In CSV a text that begins like a formula has an apostrophe before it.
export-form-ocds = OCDS 1.1 releases and records: permitted spending and payments
export-form-fiscal = Fiscal Data Package: expenditure, income, budgets
