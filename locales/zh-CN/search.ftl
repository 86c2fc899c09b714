# 搜索
search-title = 搜索
search-label = 找什么
search-go = 搜索
search-how = 可以找事由、人名、收款人、金额（如 4426.70）、日期（如 2026-03-19）、决议、编号、凭证摘要。几个词用空格隔开，要同时符合。最新的在前。
search-documents = 公开页面
search-entries = 记录
search-nothing = 没有找到。请少写几个字，或换一个说法再试。
search-none-here = 这一段里没有。
search-older = 继续找更早的记录
search-busy = 同时搜索的人太多：请过几秒再试
