# 提示 F06
flag-f06 = F06 决议之前付款
flag-f06-about = 付款日早于决议通过之日，或没有通过的决议。
f06-none = 没有通过的决议
f06-payee = 收款方
f06-amount = 金额
