# 术语表
#
# change        更改
# kept here     已保存在此处;已保存在这台电脑上
# synced        已同步
# conflict      冲突;decide:决定(选择)
# board         看板
# widget        组件
# refused       被拒绝
# roll back     撤回
# undo, redo    撤销、重做
# token         访问令牌
# server        服务器
# reading       读数
# history       历史记录
# sync centre   同步中心
# 按钮写动作;引号用“”;数字与汉字之间加一个空格。

## How sync stands: window, tray, notifications

status-sign-in-needed = 请登录以同步
status-refused = { $count } 项更改被拒绝 · 打开以处理
status-conflicts = { $count } 个冲突待决定
status-paused-until = 已暂停至 { $time }
status-paused = 已暂停
status-offline-since = 自 { $time } 起离线
status-offline = 离线
status-sending = 正在发送 { $count } 项更改…
status-catching-up = 正在获取最新内容…
status-connecting = 正在连接…
status-synced-at = 已同步 · { $time }
status-synced = 已同步
status-kept-here = { $words } · { $count } 项更改已保存在此处

## What went wrong

error-with-details = { $error }（英文详情：{ $details }）
error-restarting = 服务器正在重新启动。
error-slow-consumer = 这台电脑跟不上服务器的速度。
error-rate-limited = 短时间内请求过多。
error-silent = 服务器太久没有收到这台电脑的消息。
error-replaced = 使用同一身份的另一个连接已接管。
error-protocol-error = 服务器与应用无法互相理解。
error-unauthorized = 服务器不接受此访问令牌。
error-unsupported-version = 服务器与应用的版本不兼容。
error-frame-too-large = 有一条消息对服务器来说太大。
error-unreachable = 无法连接到服务器。
error-invalid-address = 这不是服务器地址。
error-invalid-command = 应用无法理解窗口的请求。
error-invalid-op = 此更改违反了规则。
error-invalid-path = 不可能存在这样的字段。
error-invalid-value = 不允许使用此值。
error-type-mismatch = 该字段中的值是另一种类型。
error-too-large = 内容过大。
error-unknown-board = 这里没有此看板。
error-unknown-record = 此组件已不存在。
error-unknown-op = 此更改已不在等待中。
error-exists = 已经存在。
error-forbidden = 此账户无权执行该操作。
error-wrong-state = 目前无法这样做。
error-queue-full = 等待中的更改过多。
error-storage-full = 这台电脑的磁盘已满。
error-storage-failed = 无法读写这台电脑上的数据。
error-database-corrupt = 这台电脑上的数据已损坏。
error-database-too-new = 数据由更新版本的 Tideboard 写入。
error-server-restored = 服务器已从备份恢复，其中缺少您的部分更改。
error-review-needed = 有更改已等待很久，发送前请先查看。
error-permission-denied = 缺少使用某个文件、文件夹或端口的权限。
error-profile-in-use = 另一个程序正在使用此配置。
error-port-in-use = 端口已被占用。
error-no-keychain = 这台电脑没有可用的密钥链；访问令牌仅保留到退出 Tideboard 为止。
error-tray = 关于系统托盘的提示。
error-timeout = 用时过长。
error-shutting-down = Tideboard 正在退出。
error-internal = 程序本身出了问题。

## Changes, as they wait and in the history

op-taps-joined = { $count } 次点按合为一项
op-edits-joined = { $count } 次编辑合为一项
op-add = 添加“{ $title }”
op-delete = 删除“{ $title }”
op-restore = 恢复“{ $title }”
op-edit = 编辑
op-move = 在看板上移动
op-and-more = { $first }，另有 { $count } 个字段
op-add-entry-named =
    { $list ->
        [items] 添加事项“{ $name }”
        [rows] 添加行“{ $name }”
        [columns] 添加列“{ $name }”
        [services] 添加服务“{ $name }”
        [series] 添加数据线“{ $name }”
       *[other] 添加条目“{ $name }”
    }
op-add-entry =
    { $list ->
        [items] 添加事项
        [rows] 添加行
        [columns] 添加列
        [services] 添加服务
        [series] 添加数据线
       *[other] 添加条目
    }
op-remove-entry =
    { $list ->
        [items] 移除事项
        [rows] 移除行
        [columns] 移除列
        [services] 移除服务
        [series] 移除数据线
       *[other] 移除条目
    }
op-move-entry =
    { $list ->
        [items] 移动事项
        [rows] 移动行
        [columns] 移动列
        [services] 移动服务
        [series] 移动数据线
       *[other] 移动条目
    }
op-clear = 清空 { $field }
op-add-readings = 向 { $title } 添加 { $count } 个读数
op-tick = 勾选“{ $text }”
op-untick = 取消勾选“{ $text }”
op-tick-one = 勾选一项
op-untick-one = 取消勾选一项
op-rename = 重命名为“{ $name }”
op-edit-text = 编辑文本
op-place = 在看板上的位置
op-noun =
    { $list ->
        [items] 事项
        [rows] 行
        [columns] 列
        [services] 服务
        [series] 数据线
       *[other] 条目
    }
op-state-waiting = 等待中
op-state-sending = 发送中
op-state-retrying = { $span } 后重试
op-state-acknowledged = 已在服务器上
op-state-held = 暂缓
op-state-conflict = 待决定
op-state-offered = 再次发送？
op-state-refused = 被拒绝
op-state-gated = 未接受
op-reason-held = 等待上面的更改
op-reason-offered = 服务器已从不含此更改的备份恢复
op-reason-said = “{ $message }”
change-retry = 重试
change-roll-back = 撤回
change-send-again = 再次发送
change-leave-out = 不再发送
change-review = 查看
change-edit = 到组件中编辑
change-nothing-waits = 没有等待的内容：服务器已有所有更改。
change-more-kept = 还有 { $count } 项，均已保存在这台电脑上
change-not-on-server = { $count } 项更改尚未到达服务器
change-on-their-way = 正在发送的更改
ending-settled = 已生效
ending-rolled-back = 已撤回
ending-vanished = 从未发送
ending-kept-local = 保留了我的
ending-kept-remote = 保留了对方的
ending-merged = 已合并
ending-reminted = 已重新发送
ending-superseded = 先前已决定
ending-settled-sentence = 已在服务器上。
ending-rolled-back-sentence = 您已将其撤回。
ending-vanished-sentence = 在发送之前就已添加并删除。
ending-kept-local-sentence = 双方都做了更改；保留了您的。
ending-kept-remote-sentence = 双方都做了更改；保留了对方的。
ending-merged-sentence = 双方都做了更改；两者已合并。
ending-reminted-sentence = 曾被拒绝，已作为新的更改再次发送。
ending-superseded-sentence = 已随先前的更改一并决定。
history-bring-mine = 恢复我的
history-bring-theirs = 恢复对方的
history-bring-before = 恢复之前的内容
history-removed = 已移除
history-readings = { $count } 个读数
history-today = 今天
history-which = 哪些更改
history-lost = 未保留、已合并、已撤回
history-all = 我的全部更改
history-reading = 正在读取…
history-none-ended = 过去 30 天内没有已完成的更改。
history-none-lost = 过去 30 天内，您的更改没有未保留、被合并或被撤回的。
history-older = 显示更早的
history-brought-back = 已在“{ $title }”中恢复。
history-before = 之前
history-mine = 我的
history-theirs = 对方的
history-more-fields = 还有 { $count } 个字段

## Why something is not synced

why-nothing-waits = 没有等待发送的内容。
why-safe = { $count } 项更改已安全保存在这台电脑上。
why-synced = 一切已同步：服务器已有您的所有更改，您看到的是最新状态。
why-sending = 您的更改正在发送；无需任何操作。
why-catching-up = 正在接收他人的更改；无需任何操作。
why-connecting = 正在建立连接；您的更改随后会自动发送。
why-paused-until = 您已将同步暂停至 { $time }。{ $kept }按“继续”可立即恢复。
why-paused = 您已暂停同步，直到您选择继续。{ $kept }按“继续”可立即恢复。
why-sign-in = 服务器不再接受这台电脑的访问令牌。{ $kept }使用新令牌登录后即会发送。
why-conflict = 您和他人对同一个值做了不同的更改。按“决定”进行选择；其余内容继续同步。
why-cause = { $cause }{ $kept }
why-refused = 服务器拒绝了一项更改；原因见下方。请重试或撤回：在此之前它会一直保存在此处。
why-unreachable = 无法连接到服务器。
why-next-now = 正在进行下一次尝试。
why-next-in = { $span }后再次尝试。
why-next-connecting = 正在尝试连接。
why-next-refused = 等待无济于事。
why-next-itself = 会自动重试。
why-offline-since = 自 { $time } 起没有连接：{ $cause }{ $kept }{ $next }按“立即重试”可马上尝试。
why-offline = 没有连接：{ $cause }{ $kept }{ $next }按“立即重试”可马上尝试。
why-change-offline = 等待连接；连接后立即发送。
why-change-paused = 因您暂停了同步而等待。
why-change-sign-in = 等待您重新登录。
why-change-turn = 正在排队，即将发送。
why-change-sending = 已发出；服务器尚未答复。
why-change-acknowledged = 已在服务器上；只等它传回。
why-change-busy = 服务器繁忙；{ $span }后再次发送。
why-change-held = 等待上面同一组件的更改。
why-change-conflict = 他人更改了同一个值；等待您的决定。
why-change-offered = 它曾在服务器上，但服务器已从不含它的备份恢复。请再次发送或放弃。
why-change-refused = 服务器拒绝了它：{ $message }请重试或撤回。
why-change-gated = 看板目前不接受它：{ $message }情况改变后即会发送。
press-retry-now = 立即重试
press-send-now = 立即发送
press-resume = 继续
press-sign-in = 登录…
press-decide = 决定

## Sync centre

centre-open = 打开同步中心
centre-changes = 更改
centre-conflicts = 冲突
centre-counted = { $words } { $count }
centre-away = 离开期间
centre-history = 历史记录
centre-why = 为何未同步？
away-nothing = 您离开期间没有任何变化。
away-span = 从 { $from } 到 { $to }
away-by-others = 他人的更改
away-more = 还有 { $count } 个组件
away-decide = 处理冲突
away-refused = 查看被拒绝的更改
away-merges = 查看合并
away-on-board = { $about } · 位于 { $board }
away-others-changed = 他人更改了 { $count } 个组件
away-applied = 您的 { $count } 项更改已生效
away-merged = { $count } 项已与他人的合并
away-conflicts = { $count } 个冲突需要您处理
away-refusals = { $count } 项被拒绝的更改需要您处理
away-new = 新增
away-changed = 已更改
away-moved = 已移动
away-deleted = 已删除
away-somebody-then-you = 他人，随后是您
away-fields = { $count } 个字段
away-title = 您离开期间
away-since = 自 { $time } 您离开以来：
away-show = 显示
review-label = 旧的更改
review-since = 自 { $time } 起有 { $count } 项更改在此等待，尚未发送。
review-waited = 有 { $count } 项更改在此等待，尚未发送。
review-look = 请查看它们是否仍然合适；不合适的可以撤回。
offered-lacks = 服务器已从备份恢复，其中缺少您的 { $count } 项更改。
offered-both-ways = 它们曾经生效。可再次发送或不再发送；不再发送的会在历史记录中保留 30 天。
offered-send = 再次发送
offered-leave = 不再发送
offered-sent = 将再次发送 { $count } 项更改。
offered-left = 已不再发送 { $count } 项更改。
travel-title = 用文件带走未发送的更改
travel-about = 如果这台电脑一直没有连接，可以用受保护的文件带走未发送的更改。
travel-out = 将未发送的更改保存到文件
travel-out-open = 将未发送的更改保存到文件…
travel-in = 从文件导入更改
travel-in-open = 从文件导入更改…
travel-out-about = 文件会保存到下载文件夹，只有密码短语才能打开。更改也会保留在此处；两台电脑都发送也没有关系。
travel-passphrase = 密码短语，至少 8 个字符
travel-again = 再次输入
travel-saving = 正在保存…
travel-save = 保存文件
travel-saved = 文件中有 { $count } 项更改。
travel-next = 在另一台电脑上打开同步中心，选择“从文件导入更改”，并输入相同的密码短语。
travel-copy-place = 复制其位置
travel-choose-file = 请先选择文件。
travel-file = 文件，名称以 .age 结尾
travel-its-passphrase = 文件的密码短语
travel-take = 导入
travel-nothing-new = 没有新内容：其中的更改此处都已知。
travel-came = 已导入 { $count } 项更改，即将发送。
travel-known = 另有 { $count } 项已知。
travel-too-short = 密码短语至少需要 8 个字符。
travel-not-same = 两次输入不一致。

## Conflicts

conflict-none = 没有冲突：没有人更改与您相同的值。
conflict-decide-alike = 查看效果后，统一决定全部：
conflict-keep-mine-all = 全部保留我的…
conflict-keep-theirs-all = 全部保留对方的…
conflict-policy-label = 今后{ $kinds }发生冲突时：
conflict-by-at = 我的 / 对方的（{ $name }，{ $time }）
conflict-by-somebody = 我的 / 对方的（他人）
conflict-keep-it = 保留
conflict-deleted = 已删除
conflict-decided-count = 已决定 { $count } 个冲突。
conflict-all-mine = 全部保留我的
conflict-all-theirs = 全部保留对方的
conflict-marked-stays = 上面标出的内容会保留。不会丢失任何内容：其他值保留 30 天，一次撤销即可全部还原。
conflict-to-decide = { $count } 个冲突待决定
conflict-decided = 已决定：“{ $title }”。
conflict-gone = 这里已无需决定
conflict-gone-about = 此冲突已经解决：已在别处决定，或双方已变得相同。被替换的内容在历史记录中。
conflict-next-left = 下一个冲突（剩余 { $count } 个）
conflict-nothing-lost = 不会丢失任何内容：其他值会保留 30 天。
conflict-later = 稍后决定
conflict-choose-first = 请先在每一行选择一个值
conflict-apply = 应用结果
conflict-somebody = 他人
conflict-before-about = 双方更改前的值
conflict-mine-of = 我的 · { $name }
conflict-theirs-of = 对方 · { $name }
conflict-several = 多人
conflict-result = 结果
conflict-result-about = 最终的值
conflict-heading-deletion = { $title } — 保留还是删除
conflict-heading = { $title } — { $count } 个值待决定
conflict-you-deleted = 您于 { $time } 在 { $device } 上将其删除。
conflict-you-restored = 您于 { $time } 在 { $device } 上将其恢复。
conflict-you-changed = 您于 { $time } 在 { $device } 上将其更改。
conflict-they-deleted = { $name } 于 { $time } 将其删除。
conflict-they-changed = { $name } 于 { $time } 将其更改。
conflict-somebody-changed = 期间有他人将其更改。
conflict-rest-merged = 其余内容已合并。
conflict-story = { $own }{ $theirs }
conflict-story-merged = { $own }{ $theirs }{ $rest }
conflict-delete-it = 删除
conflict-keep-with-theirs = 保留并采用对方的更改
conflict-bring-back = 恢复
conflict-leave-deleted = 保持删除
conflict-bring-back-mine = 恢复并采用我的更改
conflict-keep-mine = 全部保留我的
conflict-keep-theirs = 全部保留对方的
conflict-previous = 上一个冲突
conflict-next = 下一个冲突
conflict-place = 第 { $place } 个，共 { $count } 个
conflict-choose = 请选择
conflict-result-edit = 可编辑的结果
conflict-put-together = 合并
conflict-one-after-other = 依次排列
conflict-result-of = { $field }：结果
policy-ask = 询问我
policy-mine = 保留我的
policy-theirs = 保留对方的
kinds-metric = 指标
kinds-chart = 图表
kinds-table = 表格
kinds-checklist = 清单
kinds-note = 便笺
kinds-status = 状态列表
kinds-counter = 计数器
kinds-other = { $kind } 类组件

## Everywhere

common-close = 关闭
common-close-esc = 关闭 (Esc)
common-dismiss = 关闭提示
common-saving = 正在保存…
common-back = 返回
common-copy = 复制
common-copied = 已复制
common-not-copied = 未能复制
file-choose = 选择…
file-none = 尚未选择
advice-retry = 请重试。
advice-sign-in = 请使用有效的令牌登录。
advice-upgrade = 请安装更新版本的 Tideboard。
advice-wait = 会自行恢复：请稍候。
advice-contact-admin = 请联系服务器的管理者。
advice-fix-input = 请检查输入的内容。
advice-free-space = 请在这台电脑的磁盘上腾出空间。
advice-close-other = 请先关闭另一个程序。
error-schema-unknown = 服务器不认识这种组件。
error-op-reuse = 此编号已被另一项更改使用。
error-stale-op = 此更改太旧，无法接受。

## The indicator and its details

sync-details = 同步状态
sync-no-server = 尚无服务器
sync-last = 上次同步
sync-never = 从未
sync-kept = 保存在本机
sync-sent = 已发送
sync-sent-of = { $done }/{ $all } 已到服务器
sync-received = 已接收
sync-received-of = 已接收 { $percent }%
sync-kept-none = 没有等待发送的更改
sync-kept-some = { $count } 项更改尚未到达服务器
sync-kept-refused = { $kept }，{ $refused } 项被拒绝
sync-trying = 已尝试 { $count } 次，正在重试。
sync-next = 已尝试 { $count } 次，{ $span }后再试。
sync-pause = 暂停
sync-pause-15 = 15 分钟
sync-pause-60 = 1 小时
sync-pause-until = 直到手动继续
sign-in-token = 新的访问令牌
sign-in-doing = 正在登录…
sign-in-do = 登录
trouble-foreign-page = 此页面应在 Tideboard 应用窗口中打开。
## Names of fields, as changes say them

field-name =
    { $field ->
        [text] 文本
        [done] 完成
        [assignee] 负责人
        [note] 备注
        [state] 状态
        [since] 起始时间
        [name] 名称
        [color] 颜色
        [value] 值
        [unit] 单位
        [target] 目标
        [warn] 警告
        [alarm] 报警
        [direction] 方向
        [style] 样式
        [range] 时段
        [step] 步长
        [title] 标题
        [type] 类型
        [order] 顺序
        [stale_after_s] 过期时间（秒）
       *[other] { $name }
    }

## The drawer of the sync centre

centre-title = 同步中心
