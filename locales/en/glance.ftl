# At a glance
glance-decided = What was decided
glance-spent = What was spent
glance-late = What is late
glance-none = Nothing yet.
glance-chart = Income and expenditure of each of the last twelve months; the figures are in the table below
glance-table = See the figures
glance-nothing-late = Nothing is late.
glance-count-late = Late: { $count }.
glance-due = Due by { $due }:
glance-feed = Follow by feed (Atom)
