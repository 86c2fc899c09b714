# 提示 F18
flag-f18 = F18 民主评议
flag-f18-about = 全部选票收回且完全一致，同批评为优秀的比例过高，或两次评议相隔过近。无记名投票也看：选票全部收回且一致，或票箱中有选票未公开。
f18-why = 情形
f18-alike = 选票全部收回且一致
f18-many = 优秀比例
f18-soon = 两次评议相隔天数
limit-f18-size = 评议人数至少
limit-f18-best = 优秀占比
limit-f18-apart = 相隔少于多少天
f18-lost = 投入票箱而未公开的选票
