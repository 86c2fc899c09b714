# Services openness
view-services = Services
view-services-about = How far every sort of case has come, who owes the next step, and what is late
services-title = Services
services-note = Every state is computed from signed entries and terms, as of the day of the latest entry. Nobody has to confess being late.
services-as-of = As of
services-sorts = Sorts of cases
services-sort = Sort
services-all = In all
services-open = Open
services-late = Late
services-overdue = Overdue
services-minutes = Volunteers' time (minutes)
services-points = Points
services-goods = Goods on the shelf
holding-good = Good
