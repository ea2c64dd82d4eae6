## The open board

board-choose = 请在左上角选择一个看板。
board-none-on-server = 此服务器上还没有看板。请在左上角新建第一个。
board-none-open = 没有打开的看板
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
board-file-too-large = 文件过大：看板最大为 32 MB。
board-file-no-json = 这不是看板：文件不是 JSON，或内容被截断（第 { $line } 行）。
board-file-foreign = 这是 JSON，但不是由 Tideboard 保存的看板。
board-file-newer = 此文件由更新版本的 Tideboard 保存。
board-file-damaged = 文件已损坏：{ $error }。
board-file-too-many = 文件包含的组件超过 { $most } 个。
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
