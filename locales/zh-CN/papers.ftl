# 凭证等文件
papers-title = 保存的文件
papers-about = 下面的文件由本服务器保存，与账里登记的摘要一致。打开前会先下载。
papers-one = { $media } 文件，{ $kilobytes } KB
papers-not-kept = 本服务器不保存文件：请向签署人索取原件，用摘要核对
paper-missing = 没有保存摘要为 { $digest } 的文件：请向签署人索取原件
paper-of-no-event = 没有事件 { $event }：请先签署写明这份文件的事件
paper-not-named = 事件 { $event } 没有写明摘要为 { $digest } 的文件：请核对
paper-not-yours = 事件 { $event } 不是由登录的密钥签署的，或该密钥现在无人使用：请由签署人上传
paper-differs = 上传的内容不是摘要为 { $digest } 的 { $media } 文件：请上传签署时选的那一份
paper-unusable = 文件暂时无法保存或读取：请稍后再试，或请管理员查看服务器日志
opening-read = 监督小组查看
