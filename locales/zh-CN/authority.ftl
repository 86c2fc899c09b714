# 决议：事项、步骤、授权
matter-unknown = 没有编号为 { $matter } 的事项：请先提出该事项
matter-exists = 事项 { $matter } 已经存在：请换一个编号
matter-not-adopted = 事项 { $matter } 尚未形成集体决议：须经各步骤通过并签署
matter-of-other-sort = 决议 { $matter } 属于“{ $found }”，此处需要“{ $needed }”类决议
matter-concluded = 事项 { $matter } 已有结论，不能再走步骤：如需变更，请提出新事项
matter-lost = 事项 { $matter } 有一步未获通过，只能记为否决：如需再议，请提出新事项
matter-not-lost = 事项 { $matter } 没有未获通过的步骤，不能记为否决
matter-part-missing = “{ $sort }”类事项必须写明{ $part }
matter-part-unexpected = “{ $sort }”类事项不能带有{ $part }
matter-sort-not-in-policy = 现行规则没有规定“{ $sort }”类事项的步骤：须先以决议修改规则
matter-grants-nothing = 决议 { $matter } 没有授权支出
cap-not-positive = 授权上限必须大于零，且不超过系统上限
grant-reversed = 授权起止日期颠倒：自 { $from } 至 { $until }
category-unknown = 现行规则没有类别 { $category }：请使用规则列出的类别
list-too-long = 清单有 { $found } 项，超过上限 { $limit }：请分成几份
file-named-twice = 文件 { $file } 列了两次
file-taken-elsewhere = 文件 { $file } 已由事项 { $matter } 接收，不能再次接收
steps-all-taken = 事项 { $matter } 的步骤已全部走完，可以签署决议
steps-missing = 事项 { $matter } 还缺一步：{ $sort }“{ $step }”
step-out-of-order = 事项 { $matter } 的下一步应是{ $sort }“{ $step }”，步骤不能颠倒或跳过
day-before-step = 日期 { $found } 早于上一步的日期 { $earliest }
day-after-event = 日期 { $found } 晚于事件日期 { $latest }：请在会后再记录
roll-names-twice = 名册中 { $person } 出现两次：每人只列一次
roll-names-stranger = { $person } 在 { $day } 不是 { $body } 的成员，不应列入名册
roll-incomplete = 名册不完整：应到 { $due } 人，未列 { $missing }；缺席者也须列明
interested-must-recuse = { $person } 已申报与收款人“{ $payee }”有利害关系，必须回避
quorum-missed = 到会 { $present } 人，应到 { $due } 人，至少须到 { $needed } 人方可议决（依据：{ $source }）
quorum-not-in-policy = 现行规则没有规定{ $sort }的议决人数：须先以决议修改规则
outcome-not-the-rolls = 按名册统计，赞成 { $yes } 人，通过需 { $needed } 人，结果应为“{ $outcome }”（依据：{ $source }）
purpose-not-granted = 决议 { $matter } 授权的用途是 { $granted }，不是 { $found }
payee-not-granted = 决议 { $matter } 只允许付给“{ $granted }”，不是“{ $found }”
grant-not-in-force = { $day } 不在决议 { $matter } 的有效期内（{ $from } 至 { $until }）：先决议，后支出
cap-exceeded = 决议 { $matter } 上限 { $cap }，尚余 { $left }，不足以支付 { $amount }：须另作决议
file-not-taken-over = 决议 { $matter } 没有接收文件 { $file }
row-taken-already = 文件“{ $file }”的第 { $row } 行已经转入
row-not-in-file = 第 { $row } 行不在文件“{ $file }”决议接收的 { $rows } 行之内
file-total-differs = 文件“{ $file }”转入合计为 { $found }（最小货币单位），与决议写明的 { $expected } 不符

matter-expense = 财务支出
matter-budget = 年度预算
matter-activity = 重大事项或重要活动
matter-policy = 规则变更
matter-personnel = 人事任免
matter-takeover = 接收旧账
matter-other = 其他事项
step-studied = 研究
step-agreed = 会商同意
step-voted = 表决
part-grant = 支出授权
part-files = 接收的文件
part-policy = 规则摘要
outcome-carried = 通过
outcome-lost = 未通过
vote-for = 赞成
vote-against = 反对
vote-abstain = 弃权
vote-recused = 回避
vote-unrecorded = 到会，未记录
vote-absent = 缺席
vote-excused = 请假

kind-resolution-proposed-v1 = 提出事项
event-resolution-proposed-v1 = 提出事项：{ $title }
kind-resolution-studied-v1 = 党委研究
event-resolution-studied-v1 = 党委研究事项 { $matter }：应到 { $due }，实到 { $present }，赞成 { $yes }，反对 { $no }，{ $carried ->
    [yes] 同意
   *[no] 未同意
  }
kind-resolution-agreed-v1 = 监督小组会商
event-resolution-agreed-v1 = 监督小组会商事项 { $matter }：应到 { $due }，实到 { $present }，赞成 { $yes }，反对 { $no }，{ $carried ->
    [yes] 同意
   *[no] 提出异议
  }
kind-resolution-voted-v1 = 会议表决
event-resolution-voted-v1 = 表决事项 { $matter }：应到 { $due }，实到 { $present }，赞成 { $yes }，反对 { $no }，{ $carried ->
    [yes] 通过
   *[no] 未通过
  }
kind-resolution-adopted-v1 = 形成决议
event-resolution-adopted-v1 = 事项 { $matter } 于 { $on } 形成集体决议
kind-resolution-rejected-v1 = 否决事项
event-resolution-rejected-v1 = 事项 { $matter } 于 { $on } 被否决
kind-resolution-result-v1 = 决议结果
event-resolution-result-v1 = 决议 { $matter } 的结果：{ $result }
kind-meeting-held-v1 = 召开会议
event-meeting-held-v1 = { $body } 于 { $on } 开会：应到 { $due }，实到 { $present }；{ $topic }
matter-decides-otherwise = 决议 { $matter } 没有写明此事（人员、席位、任期或机构须逐项一致）：请依据写明此事的人事决议
matter-used-already = 决议 { $matter } 已生效一次，不能再用：请另行形成决议
signers-were-absent = { $absent } 未到会，其签名不能证明这次会议：请由到会人员签名（依据：{ $source }）
part-personnel = 所决定的机构和席位
