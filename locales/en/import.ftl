# Import: accounts kept elsewhere are brought in

## Fields of a map
import-field-on = day of payment
import-field-amount = amount
import-field-payee = payee
import-field-purpose = purpose
import-field-category = category
import-field-reference = reference

## Files
table-too-long = { $file }: the file has { $bytes } bytes; at most { $limit } are read: split it, for example by month
table-not-text = { $file }: the file is not text: there is a zero byte at position { $at }. Save it as CSV in UTF-8, or as .xlsx
table-old-workbook = { $file }: the file is a workbook in the old .xls form: save it as .xlsx or as CSV
table-encoding-unknown = { $file }: the text of the file cannot be read as any of { $tried }: name its encoding under [table] encodings in the map
table-unreadable = { $file }: the table cannot be read: { $cause }
table-workbook-unreadable = { $file }: the workbook cannot be read: { $cause }. Open it in a spreadsheet and save it again as .xlsx
table-workbook-too-long = { $file }: the workbook unpacks to more than { $limit } bytes: split it, for example by month
table-sheet-missing = { $file }: the workbook has no sheet "{ $wanted }", only: { $found }. Name one of them under [table] sheet in the map
table-sheet-unnamed = { $file }: the workbook has several sheets ({ $found }): name the one meant under [table] sheet in the map
table-rows-disordered = { $file }: row { $row } of the workbook comes after a later row: save it again in a spreadsheet
table-rows-too-many = { $file }: the table has more than { $limit } rows: split it, for example by month
table-columns-too-many = { $file }: row { $row } has { $found } columns; at most { $limit } are read
table-cell-too-long = { $file }: row { $row }, column { $column } has more than { $limit } characters: probably a quotation mark is not closed there

## The map
import-map-unreadable = The map cannot be read at line { $line }: { $cause }
import-map-field-missing = The map says neither a column nor a default for the field "{ $field }": add one under [columns] or [defaults]
import-map-name-twice = The map names the column "{ $name }" twice, or a column without a name: each name may stand once, for one field
import-map-date-open = The date format "{ $format }" does not say the whole day: it needs year, month and day, like %Y-%m-%d
import-map-marks-clash = The decimal mark "{ $decimal }" and the grouping marks must differ from each other, from digits and from the minus sign
import-map-list-empty = The map must name at least one file, one encoding and one date format
import-map-shape-wrong = In the map, [table] header_row counts from 1 and the delimiter is one ASCII character

## A file under a map
import-file-not-in-map = { $file }: the map is for files named { $files }: use the map that belongs to this file, or add its name
import-file-unreadable = The file { $file } cannot be read ({ $cause }): check the path and its permissions
import-file-empty = { $file }: no row below the header is a payment
import-files-too-many = { $file }: one resolution takes over at most { $limit } files: import the rest under a second one
import-header-absent = { $file }: there is no header in row { $row }: correct [table] header_row in the map
import-header-lacks = { $file }: no column for the field "{ $field }"; the map accepts { $wanted }, the file has { $found }: add the name to the map if it is the right column
import-header-twice = { $file }: more than one column for the field "{ $field }"; the file has { $found }: correct the file or the map
import-header-unknown = { $file }: the map does not say what the column "{ $column }" is: map it, or list it under [columns] ignored

## Rows
import-row-too-wide = Row { $row }: a value stands to the right of the { $columns } columns of the header ("{ $found }"): probably a delimiter inside a text without quotation marks
import-row-skipped = Row { $row } left out, as the map says: { $reason }
import-cell-blank = Row { $row }, column { $column }: the field "{ $field }" is blank: complete it at the source, or give the map a default
import-date-unreadable = Row { $row }, column { $column }: "{ $found }" is no date in any of the formats { $formats }
import-date-ambiguous = Row { $row }, column { $column }: "{ $found }" can be { $one } or { $other }: keep only the format that this file uses
import-amount-unreadable = Row { $row }, column { $column }: "{ $found }" is no amount with decimal mark "{ $decimal }", grouping marks "{ $grouping }" and at most { $exponent } decimals
import-amount-zero = Row { $row }: the amount is 0, so nothing moved; the row is left out

## The import as a whole
import-no-files = No file was given
import-files-refused = { $count } files cannot be read, the first is { $first }: nothing was brought in. Mend them or leave them out
import-rows-unreadable = { $file } has { $count } rows that cannot be read: nothing was brought in. Mend them at the source, or say --skip-bad to leave them out; the resolution then says how many
import-file-not-agreed = { $file } is not among the files that the resolution { $matter } takes over: have it adopted first; `mingbai import payments --plan` prints what to propose
import-file-read-otherwise = { $file } now gives { $rows } rows, the resolution { $matter } says { $agreed } or another sum: use the map that people agreed to, or have a new resolution adopted
