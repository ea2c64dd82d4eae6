## Everywhere

common-cancel = 取消
common-undo = 撤销
common-done = 完成
common-delete = 删除
common-save = 保存
common-remove = 移除
common-yes = 是
common-no = 否

## First start

first-welcome = 欢迎使用 Tideboard
first-lead = 即使网络不稳定，共享看板也始终可靠。要将看板放在哪里？
first-try = 在这台电脑上试用
first-trying = 正在这台电脑上启动…
first-try-about = 本机的实时数据和一些可编辑的内容。数据不会离开本机。
first-join = 加入服务器
first-join-about = 已有他人提供的地址和访问令牌。
first-host = 为团队托管
first-host-about = 这台电脑将成为服务器，网络中的其他人可以加入。
host-about = 只要 Tideboard 在运行，服务器就会运行，窗口收到托盘时也一样。
host-port = 端口
host-port-wrong = 端口是 0 到 65535 之间的数字。
host-port-about = 其他人通过此端口访问这台电脑。0：任意空闲端口。
host-starting = 正在启动…
host-start = 开始托管
host-ready = 团队现在可以加入了
host-ready-about = 选择“加入服务器”，并输入以下任一地址和令牌。持有令牌的人都可以编辑，请私下转交。
host-addresses = 地址
host-token = 令牌
host-open = 打开看板
join-address = 地址
join-token = 访问令牌
join-testing = 正在测试…
join-test = 测试连接
join-joining = 正在加入…
join-do = 加入
join-answers = 服务器已响应。
join-you-are = 您的身份
join-boards = 看板
join-boards-none = 暂无
join-took = 响应耗时
milliseconds = { $ms } 毫秒

## Top bar, menus and dialogs

bar-boards = 看板
bar-boards-none = 此服务器上还没有看板。
bar-this-board = 此看板
bar-view-only = 仅查看
bar-none-open = 没有打开的看板。
bar-read-only = 此看板仅供查看。
bar-owner-only = 只有所有者才能删除看板。
bar-owners-make-boards = 在此服务器上只有所有者才能新建看板。
bar-add-widget = 添加组件…
bar-arrange = 排列
bar-rename = 重命名…
bar-duplicate = 复制…
bar-save = 保存到文件
bar-delete = 删除…
bar-new = 新建看板…
bar-from-file = 从文件新建看板…
bar-search = 搜索或跳转…
bar-also-here = 同时在线
notices-title = 通知
notice-no-tray = 此桌面不显示托盘图标，因此关闭窗口会退出 Tideboard。输入的内容不会丢失。
notice-close-to-tray = 关闭窗口后，Tideboard 会留在托盘中继续同步。再次关闭即可隐藏；要退出 Tideboard，请在托盘图标菜单中选择“退出”。
notice-safe-graphics = 上次窗口一直空白，因此现在不使用显卡绘制。如需重新使用显卡，请删除详情中所列的文件。
notice-board-link = 此链接未指向任何看板。指向看板的链接写作 tideboard://board/，后面是看板的 ID。
notice-link = 无法打开链接。
notice-keychain-trouble = 这台电脑保存的访问令牌有问题。
notice-token-file = 如需保留更久，可以把它保存到这台电脑上的文件中。此后，能读取此账户文件的任何人都能使用该令牌。
notice-token-file-do = 保存到这台电脑上的文件中
toast-not-saved = 未保存。{ $error }
undo-done = 已撤销。
undo-partly = 已撤销，但有 { $count } 个字段此后被他人修改，未撤销。
redo-done = 已重做。
redo-partly = 已重做，但有 { $count } 个字段此后被他人修改，未重做。

## Search and commands

palette-title = 搜索或跳转
palette-label = 搜索看板、组件和命令
palette-placeholder = 看板、组件、其中的文字、命令…
palette-found = 搜索结果
palette-nothing = 这台电脑上没有内容包含这些词。
palette-in = 在“{ $title }”中 · { $board }
palette-on = { $board } 上的组件
palette-more = 超过 { $count } 个组件包含这些词。请多输入一些以缩小范围。
palette-board = 看板
palette-widget = 组件
palette-command = 命令
command-arrange = 排列看板
command-undo = 撤销我的上一次更改
command-redo = 重做
command-save = 将看板保存到文件
command-print = 打印看板
command-sync = 同步状态
command-why = 为什么有内容未同步？
command-conflicts = 待处理的冲突
command-history = 历史记录：恢复内容
command-sync-now = 立即同步
command-resume = 继续同步
command-pause = 暂停同步，直到手动继续

## Keys

keys-title = 键盘快捷键
keys-anywhere = 任意位置
keys-search = 搜索、跳转、执行
keys-kiosk = 仅显示看板
keys-list = 此列表
keys-close = 关闭已打开的内容
keys-arrows = 方向键
keys-shift-arrows = Shift 方向键
keys-delete = 删除键
keys-pick = 拿起、放下
keys-move = 移动
keys-resize = 调整大小
keys-put-back = 放回
keys-delete-widget = 删除组件
keys-tables = 表格
keys-cells = 在单元格之间移动
keys-edit = 编辑；再按 Enter 保存并下移
keys-save-right = 保存并右移
keys-copy = 复制和粘贴单元格，也可来自电子表格
keys-empty = 清空单元格
keys-lists = 清单和图表
keys-move-item = 移动事项
keys-read-chart = 逐点读取图表
keys-zoom = 缩放图表、显示全部

## Settings

settings-title = 设置
settings-connection = 连接
settings-conflicts = 同步与冲突
settings-appearance = 外观
settings-computer = 这台电脑
settings-about = 关于
about-version = Tideboard { $version }
about-report = 用于反馈
about-report-about = 版本、文件夹和文件大小；不含访问令牌，也不含看板内容。
about-copy = 全部复制
looks-language = 语言
looks-colours = 颜色
looks-system = 跟随系统
looks-light = 浅色
looks-dark = 深色
looks-room = 间距
looks-compact = 紧凑：屏幕显示更多
looks-usual = 标准
looks-roomy = 宽松：更易点按
looks-contrast = 高对比度
looks-motion = 关闭动画
looks-otherwise = 否则遵循系统设置。
device-name = 此设备的名称（他人可见）
device-name-missing = 设备需要名称。
tray-look-title = 托盘图标的含义
tray-look-panel = 桌面面板，托盘中有 Tideboard 图标
tray-look-synced = 已同步
tray-look-synced-about = 全部已发送和接收
tray-look-syncing = 正在同步
tray-look-syncing-about = 正在连接、发送或接收
tray-look-offline = 离线
tray-look-offline-about = 没有连接；更改保存在这台电脑上
tray-look-conflict = 冲突
tray-look-conflict-about = 两个值等待您决定
tray-look-attention = 需要您处理
tray-look-attention-about = 有更改被拒绝，或磁盘已满
close-to-tray = 关闭窗口后 Tideboard 保留在托盘中
close-to-tray-about = 它会在托盘中继续同步；托盘菜单中的“退出”可结束它。
close-to-tray-none = 此桌面不显示托盘：关闭即退出。
clash-about = 当您与他人修改了同一个值时，会询问您。对于不值得询问的组件类型，可以让一方自动胜出；另一方会在历史记录中保留 30 天。删除操作始终会询问。
review-label-after = 断开连接一段时间后，发送前先显示未发送的更改
review-hours = 早于 { $count } 小时
review-1-hour = 早于 1 小时
review-8-hours = 早于 8 小时
review-1-day = 早于 1 天
review-1-week = 早于 1 周
review-never = 从不
server-title = 服务器
server-user = 登录身份
server-nobody = 尚未登录
server-now = 当前状态
server-program = 服务器程序
server-sign-in-again = 重新登录…
server-sign-out = 退出登录…
server-other = 其他服务器
server-other-about = 当前服务器的看板和未发送的更改会保留在这台电脑上。
server-invite = 邀请他人…
server-host = 为团队托管…
server-join = 加入服务器…
server-none = 暂无
server-local = 在此应用中，供这台电脑使用
server-hosting = 在此应用中，端口 { $port }
sign-out-about = 访问令牌将被清除。服务器上的内容会保留。
sign-out-do = 退出登录
sign-out-unsent = 有 { $count } 项更改尚未到达服务器。
sign-out-choice = 如果保留，以同一用户重新登录后会发送。如果丢弃，则会撤回，可能已到达服务器的更改除外。
sign-out-keep = 保留并退出登录
sign-out-save = 先保存到文件…
sign-out-discard = 丢弃并退出登录

## Everywhere, too

common-try-again = 重试

## Tray

tray-sync-now = 立即同步
tray-pause = 暂停
tray-pause-15 = 15 分钟
tray-pause-60 = 1 小时
tray-pause-until = 直到手动继续
tray-resume = 继续
tray-open = 打开 Tideboard
tray-settings = 设置
tray-no-conflicts = 冲突…
tray-conflicts = 冲突（{ $count }）…
tray-no-refused = 失败的更改…
tray-refused = 失败的更改（{ $count }）…
tray-quit = 退出
tray-quit-kept = 退出 · { $count } 项更改保存在这台电脑上

## Notifications, starting, data

settings-notifications = 通知
settings-data = 数据
notify-about = 未查看此窗口时，桌面会把需要处理的事项合并为一条通知。更改的发送和接收从不通知。
notify-conflicts = 待决定的冲突
notify-conflicts-about = 双方更改了同一个值。
notify-refused = 被拒绝的更改
notify-refused-about = 服务器未接受某项更改。
notify-sign-in = 需要重新登录
notify-sign-in-about = 在此之前，更改保留在本机。
notify-offline = 无法发送的更改
notify-offline-about = 断开连接 15 分钟后。
notify-open = 打开
login-start = 登录系统时启动 Tideboard
login-start-tray = 在托盘中启动，不显示窗口，从一开始就收发更改。
login-start-window = 显示窗口启动，因为此桌面没有托盘。
login-start-moved = 本次启动不可用：数据位置由环境变量指定，登录时的启动无法得知。
data-back-up = 备份
data-back-up-about = 看板、未发送的更改、历史和设置会保存到下载目录中的新文件夹。访问令牌不包含在内。
data-back-up-now = 立即备份
data-backing-up = 正在备份…
data-saved-as = 已保存为
data-restore = 恢复
data-restore-about = 备份将取代这里的内容。备份中后来已发送的更改不会重复计算。
data-restore-choose = 选择备份…
data-restore-now = 恢复
data-restore-title = 恢复备份
data-restore-aside = 现有内容会保留在 Tideboard 自己的文件夹中，可以像备份一样恢复。
data-found-boards = { $count } 个看板
data-found-unsent = { $count } 项未发送的更改
data-found = { $boards }，{ $unsent }
data-found-server = { $boards }，{ $unsent }，以及应用内的服务器
data-erase = 退出登录并清除
data-erase-about = 访问令牌、看板、未发送的更改、历史和设置将从本机删除。服务器上的内容保留不变。
data-erase-final = 此操作无法撤销。
data-erase-unsent = { $count } 项更改尚未到达服务器，将会丢失。
data-erase-server = 服务器在此应用内运行：其看板将对所有人删除。
data-erase-now = 全部清除
data-erase-open = 退出登录并清除…
