## The open board

board-choose = 请在左上角选择一个看板。
board-none-on-server = 此服务器上还没有看板。请在左上角新建第一个。
board-none-open = 没有打开的看板
board-waits = 正在接收此看板…
board-missing-title = 这台电脑上还没有此看板
board-missing = 这台电脑连接到服务器后，它就会显示。
board-empty-view = 他人添加的组件会立即显示在这里。
board-empty-title = 此看板上还没有内容
board-empty-edit = 添加第一个组件，此看板上的所有人都会看到它。
board-add-widget = 添加组件
board-made-title = 标题
board-new = 新建看板
board-create = 新建
board-rename = 重命名看板
board-rename-do = 重命名
board-duplicate = 复制看板
board-duplicate-do = 复制
copy-of = { $title }（副本）
board-needs-title = 看板需要标题。
board-delete = 删除看板
board-delete-about = “{ $title }”及其 { $count } 个组件将为此服务器上的所有人删除，且无法在此恢复。
board-delete-keep = 保留
board-delete-all = 为所有人删除
board-from-file = 从文件新建看板
board-file-name = 文件，名称以 .tideboard.json 结尾
board-file-title = 新看板的标题（含 { $count } 个组件）
board-file-make = 新建看板
board-file-too-large = 内容过大：文件中的看板最大为 { $most } MB。
board-file-no-json = 这不是看板：文件不是 JSON，或内容被截断（第 { $line } 行）。
board-file-foreign = 这是 JSON，但不是由 Tideboard 保存的看板。
board-file-newer = 此文件由更新版本的 Tideboard 保存。
board-file-damaged = 文件已损坏：{ $error }。
board-file-too-many = 文件中的看板最多包含 { $most } 个组件。
board-file-widget = 无法接收第 { $place } 个组件（“{ $title }”）：{ $error }。
board-saved-in = 已保存到 { $file }
file-too-large = 文件过大：超过 256 MB。
file-unreadable = 无法读取文件。
widget-added = 已添加{ $name }。
widget-deleted = 已删除“{ $title }”。

## Arranging the board

arrange-title = 排列
arrange-place = 第 { $column } 列（共 { $columns } 列），第 { $row } 行，宽 { $width }，高 { $height }
arrange-help = 拖动卡片或其角。键盘操作：Enter 拿起，方向键移动，Shift 加方向键调整大小，Enter 放下，Esc 放回。
arrange-grip = { $title }：第 { $column } 列，第 { $row } 行，宽 { $width }，高 { $height }
arrange-delete = 删除“{ $title }”

## The first board

starter-title = 这台电脑
starter-processor = 处理器
starter-memory = 内存
starter-disk = 磁盘
starter-received = 网络接收
starter-sent = 网络发送
starter-history = 处理器与内存
starter-steps = 入门步骤
starter-step-figures = 看看这台电脑的数据实时变化
starter-step-tick = 勾选这一行
starter-step-note = 修改便笺
starter-step-coffee = 记一杯咖啡
starter-step-pause = 暂停同步，然后修改任意内容
starter-machines = 机器（示例）
starter-pasteuriser = 巴氏杀菌机
starter-exchanger = 换热器，需留意
starter-labeller = 贴标机
starter-roll = 更换新标签卷
starter-buffer = 缓冲区托盘（示例）
starter-product = 产品
starter-mineral-large = 矿泉水 0.75
starter-mineral-small = 矿泉水 0.5
starter-lemon = 柠檬水 0.5
starter-coffee = 咖啡杯数
starter-welcome = 欢迎
starter-welcome-live = 这里的一切都是**实时**的：数据来自这台电脑，每秒更新一次。
starter-welcome-safe = 可以随意修改。您看到更改之前，它已安全保存到这台电脑的磁盘上。
starter-welcome-away = 断开网络，继续工作，再恢复网络：不会丢失任何内容。
starter-welcome-team = 他人也可以加入：请在设置中选择*为团队托管*。
