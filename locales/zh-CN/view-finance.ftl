# 财务公开：总览和每月报表
finance-title = 财务公开
finance-month-title = { $month } 收支报表
finance-totals = 合计
finance-category = 类别
finance-category-none = 没有写类别
finance-amount = 金额

# 报表上的数
fact-period-state = 这个月
fact-opening = 月初有钱
fact-income = 本月收入
fact-expense = 本月支出
fact-closing = 月末有钱
fact-taken-over = 接收的旧账支出
fact-closed-on = 结账日期
fact-closed-by = 结账记录
fact-closed-supervision = 结账时签名的监督小组成员
fact-held = 现在账上有钱
fact-books-begin = 本账从哪天记起
fact-closed-until = 已结账到
fact-history-until = 接收的旧账记到

period-state-closed = 已结账，不再改动
period-state-open = 还没结账，数字还会变
period-state-history = 接收的旧账，本账不结

# 表的名称
finance-table-income = 收入分类
finance-table-expense = 支出分类
finance-table-taken-over = 接收的旧账分类（用原账的叫法）
finance-table-account-ends = 月末各账户余额
finance-table-items = 每一笔收支
finance-table-months = 各月收支
finance-table-accounts = 各账户现有余额
finance-table-budget = 预算用了多少
finance-table-permissions = 决议批准的支出用了多少
finance-table-reversals = 撤销了哪几笔

# 每一笔收支
item-day = 日期
item-event = 记录
item-movement = 哪种收支
item-category = 类别
item-purpose = 用途
item-counterparty = 对方
item-income = 收入
item-expense = 支出
item-moved = 转账或期初
item-taken-over = 旧账支出
item-balance = 之后账上共有
item-accounts = 账户
item-handler = 经手人
item-witness = 证明人
item-approver = 审批人
item-supervision = 签名的监督小组成员
item-resolution = 依据的决议
item-voucher = 凭证号
item-voucher-files = 凭证文件摘要
item-source = 旧账文件和行号
item-marks = 提示
item-remark = 备注
item-not-decided-here = 接收的旧账，不是在本账决定的
item-refund-not-decided-here = 接收的旧账（退款或更正），不是在本账决定的

mark-late = 过了规定的日子才入账
mark-over-budget = 超出预算
mark-undoes = 撤销的是
mark-undone = 已撤销，见

# 总览：各月
month-month = 月份
month-opening = 月初有钱
month-income = 收入
month-expense = 支出
month-closing = 月末有钱
month-taken-over = 旧账支出
month-state = 状态
month-closed-by = 结账记录
month-shown = 审核和张贴
badge-reviewed = 监督小组已审核，没有意见
badge-objected = 监督小组审核后有意见
badge-posted = 已张贴
badge-posted-earlier = 张贴的是以前的内容，后来有变动

# 总览：账户
account-name = 账户
account-code = 账户编码
account-balance = 现有余额
account-stated = 银行最近对账余额
account-stated-on = 对到哪天
account-statement = 对账单文件摘要
account-statement-event = 对账记录
account-end = 月末余额
account-end-stated = 银行月末余额

# 总览：预算
budget-year = 年度
budget-flow = 收还是支
budget-category = 类别
budget-line = 预算编号
budget-amount = 预算金额
budget-used = 已收或已支
budget-left = 还剩
budget-marks = 提示
budget-resolution = 依据的决议

# 总览：决议
permit-resolution = 决议
permit-code = 决议编号
permit-category = 用在
permit-payee = 只能付给
permit-cap = 最多可用
permit-used = 已用
permit-left = 还剩
permit-from = 从哪天起可用
permit-until = 到哪天为止

# 总览：撤销
reversal-event = 撤销记录
reversal-on = 撤销日期
reversal-month = 记在哪个月
reversal-reason = 为什么撤销
reversal-undone = 被撤销的记录
reversal-undone-on = 原来的日期
reversal-undone-month = 原来在哪个月

finance-note-open = 这个月还没有结账，后面可能还有收支要补记进来。
finance-note-closed = 这个月已经结账，这一页以后不会再变。后来才发现记错的，记在发现的那个月，总览里列出。
finance-note-brought-in = 月初有钱里，包括本月新开账户里原来就有的钱。
finance-note-taken-over = “接收的旧账”照原来的账目抄录，花的不是本账里的钱，不算在本账的收入、支出和余额里。
finance-note-digests = “已审核”“已张贴”是按签过名的记录算出来的：审核、张贴的内容和现在公布的一字不差，才这样标。
finance-note-reversals = 记错的账不涂改：另记一笔把它撤销，两笔都留着。
finance-note-history = 接收的旧账是本账开始以前的，照原账抄录，不是在本账决定的。

view-finance = 财务公开
view-finance-about = 每个月的收支，每一笔钱和经手的人
