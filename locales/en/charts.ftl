# Charts
chart-months = Income and expenditure by month; the table has every figure
chart-of = Chart: { $table }; the table beside it has every figure
chart-budget = How much of each line of the budget of { $year } is used; the table has every figure
chart-budget-line = { $share }% used ({ $used })
chart-bands = Ballots for each band; the table has every figure
chart-response = How long cases took
chart-took = From beginning to end
chart-cases = Cases
chart-within = Up to { $days } days
chart-between = { $from } to { $days } days
chart-longer = More than { $days } days
chart-open = Still open
finance-table-year-expense = Spending of the last twelve months by category
finance-table-year-income = Income of the last twelve months by category
