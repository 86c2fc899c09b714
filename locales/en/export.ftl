# Exports
export-unknown = There is no form of export named { $found }: there are { $known }, and all
export-exists = { $folder } is there already and not empty: an export overwrites nothing, choose another folder
export-begun = { $folder } is left from an export that was cut short: remove it, then export again
export-folder = Folded from the first { $size } entries of the ledger, those under the checkpoint; what is open or late is so at the end of { $day }. Whoever has the entries makes the same files, byte for byte. What each column means stands in the README of each form.
xlsx-unwritable = The workbook cannot be written: { $cause }
export-readme =
    CSV is UTF-8 with one header row; amounts stand in minor units as integers too. A text that begins with = + - @, their wide forms or an apostrophe has an apostrophe before it, so that no spreadsheet runs it as a formula; a program takes one leading apostrophe away. The same rows are in the XLSX file, where texts are texts and nothing is a formula.
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
