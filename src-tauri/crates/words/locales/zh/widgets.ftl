## Every widget

widget-menu = { $title }的菜单
widget-title = 组件
widget-settings = 设置…
widget-duplicate = 复制
widget-arrange = 移动或调整大小
widget-save-csv = 保存为 CSV
widget-editing = { $name } 正在编辑
widget-editing-more = { $name } 和另外 { $count } 人正在编辑
tag-noun = 项更改
tag-waiting = 待发送
tag-sending = 发送中
tag-refused = 已拒绝
tag-decide = 待处理
widget-field-value = { $label }：{ $value }
widget-not-saved = 未保存。
widget-unknown = “{ $kind }”类型的组件需要更新版本的 Tideboard。
widget-unknown-about = 其内容是安全的；装有更新版本的其他电脑会显示它。
age-live = 实时
age-changed-at = 更改于
age-synced = 已同步
age-as-of = 截至 { $time } ·
age-old = 之前
age-none = 暂无数据
span-seconds = { $n } 秒
span-minutes = { $n } 分钟
span-hours = { $n } 小时
span-days = { $count } 天
moment-today = 今天 { $time }
text-too-long = 文本过长，无法保存：一处最多容纳 64 KB。未做任何更改。
paste-too-long = 一次粘贴的内容过多。未做任何更改，请分次粘贴。
markdown-task = 任务
markdown-not-followed = 不会打开：{ $url }

## Settings of a widget

spec-settings-of = { $title }的设置
spec-title = 标题
spec-unit = 单位
spec-stale = 过期时间
spec-stale-about = 超过此时间没有更新就显示为过期。
spec-stale-never = 从不
spec-direction = 更优方向
spec-direction-up = 越大越好
spec-direction-down = 越小越好
spec-direction-about = 阈值在另一侧发出警告。
spec-target = 目标
spec-warn = 警告阈值
spec-alarm = 报警阈值
spec-style = 绘制方式
spec-style-line = 折线
spec-style-area = 面积
spec-style-bar = 柱形
spec-range = 显示时段
spec-step = 每次增加
spec-columns = 列
spec-text = 文本
spec-number = 数字
spec-lines = 线条
spec-services = 服务
spec-too-long = 最多 200 个字符。
spec-no-number = 这不是数字。
spec-not-positive = 必须大于零。
entry-kind = 值的类型
entry-move-up = 上移“{ $name }”
entry-up = 上移
entry-remove = 移除“{ $name }”
entry-new =
    { $list ->
        [columns] 新列
        [series] 新线条
       *[services] 新服务
    }
entry-name =
    { $list ->
        [columns] 列名称
        [series] 线条名称
       *[services] 服务名称
    }
entry-add =
    { $list ->
        [columns] 添加列
        [series] 添加线条
       *[services] 添加服务
    }

## Kinds, as they are offered

offer-metric = 指标
offer-metric-about = 一个数字及其趋势和阈值。
offer-chart = 图表
offer-chart-about = 随时间变化的读数，一条或多条线。
offer-table = 表格
offer-table-about = 行与列；各单元格分别合并。
offer-checklist = 清单
offer-checklist-about = 可勾选的事项及负责人。
offer-status = 状态
offer-status-about = 服务或机器及其状况。
offer-note = 便笺
offer-note-about = 带标题、列表和链接的文本。
offer-counter = 计数器
offer-counter-about = 两个大按键；所有人的计数会累加。
begin-metric = 新指标
begin-chart = 新图表
begin-readings = 读数
begin-table = 新表格
begin-name = 名称
begin-amount = 数量
begin-checklist = 新清单
begin-note = 新便笺
begin-status = 新状态
begin-service = 第一个服务
begin-counter = 新计数器
example-throughput = 灌装机产量
example-bottles = 瓶/小时
example-energy = 能耗
example-filler = 灌装机
example-washer = 清洗机
example-lane = 通道
example-pallets = 托盘
example-log = 检查日志
example-lab = 样品送检
example-forklift = **2 号叉车**正在充电。
example-back = *12:30* 返回
example-palletiser = 码垛机
example-curtain = 安全光幕

## Metric

metric-change = 更改数值
metric-target = 目标 { $value }
metric-alarm = 报警 { $value }
metric-above-warning = 高于警告值 { $value }
metric-below-warning = 低于警告值 { $value }
metric-above-alarm = 高于报警值 { $value }
metric-below-alarm = 低于报警值 { $value }
metric-value = 数值
number-wanted = 请输入数字，例如 12.5。
trend-up-better = 上升 { $size }，变好
trend-up-worse = 上升 { $size }，变差
trend-down-better = 下降 { $size }，变好
trend-down-worse = 下降 { $size }，变差
trend-unchanged = 无变化
trend-since = 自 { $time } 起{ $words }
trend-steady = { $span }内保持稳定
trend-up = { $span }内上升 { $size }
trend-down = { $span }内下降 { $size }
percent = { $number }%

## Chart

chart-add = 添加读数
chart-role = 图表
chart-no-lines = 还没有线条：请在此组件的设置中添加。
chart-all-off = 所有线条都已隐藏。
chart-none-in-span = 此时段内没有读数。
chart-none = 还没有读数。
chart-lines = 线条
chart-span = 时段
chart-reset = 返回最新
chart-line-summary = { $name }：最新 { $last }，最低 { $low }，最高 { $high }。
chart-line-empty = { $name }：没有读数。
chart-gap = { $from } 至 { $to } 没有数据。
chart-from-to = { $from } 至 { $to }。
chart-no-data = 无数据 { $from }–{ $to }
chart-help = 拖动可放大查看，双击返回。按键：方向键读取数值，+ 和 − 缩放，Shift 加方向键移动，0 返回。
reading-gone = 此线条已不存在。
reading-line = 线条
reading-time = 时间，留空表示现在
reading-now = 现在
reading-time-about = 今天的时间，例如 14:30
reading-add = 添加
reading-time-wanted = 请输入时间，例如 14:30。
reading-future = 该时间尚未到来。

## Checklist

check-show-done = 显示已完成的事项
check-hide-done = 隐藏已完成的事项
check-progress = 已完成 { $done }/{ $all }
check-nothing = 还没有待办事项
check-clear = 移除已完成的事项
check-removed-one = 已移除“{ $text }”。
check-removed = 已移除 { $count } 个事项。
check-moved = “{ $text }”现在位于第 { $place } 位，共 { $count } 位
check-add = 添加事项
check-item = 事项
check-remove = 移除“{ $text }”
check-move = 移动“{ $text }”
check-grip = 拖动，或使用方向键
check-who = 由谁负责
check-assign = 指派给某人
check-assigned = 由 { $name } 负责，更改

## Counter and note

counter-steps = 步长 { $by }
counter-amount = 数量
counter-amount-about = 按键的其他增量
counter-not-positive = 数量必须大于零。
counter-subtract = 减 { $by }
counter-add = 加 { $by }
note-show = 仅显示文本
note-edit = 编辑文本
note-label = Markdown 文本
note-placeholder = **粗体**、- 列表、# 标题
note-empty = 暂无内容。

## Status

services-none = 还没有服务：请在此组件的设置中添加。
service-ok = 正常
service-degraded = 性能下降
service-down = 中断
service-maintenance = 维护中
service-unknown = 未知
service-note = { $name }的备注
service-note-add = 添加备注
service-state = { $name }的状态
service-from = { $time } 起
service-since = 自 { $time } ·
service-no-history = 最近 24 小时没有历史记录
service-history = 最近 24 小时：{ $shares }

## Table

table-no-columns = 还没有列。
table-cells = 单元格
table-no-rows = 还没有行。
table-none-contains = 没有包含该内容的行。
table-rows = { $count } 行
table-rows-of = { $shown }/{ $count } 行
table-title = 表格
table-add-row = 添加行
table-row = 行
table-add-column = 添加列
table-filter = 筛选行
table-menu = 行和列
table-filter-placeholder = 包含…
table-filter-label = 包含此内容的行
table-paste-too-much = 一次粘贴的内容过多：最多 { $most } 个单元格。未做任何更改。
table-left-out = 粘贴内容中有 { $count } 列超出了此表格。
table-rows-removed = 已移除 { $count } 行。
table-new-column = 新列
table-column-removed = 已移除列“{ $name }”。
table-cell-gone = 该单元格已被移除，“{ $text }”无处存放。
table-not-copied = 无法复制单元格。
table-column-name = 列名称
table-no-row = 没有行。
table-is-sorted = 行已排序：请先取消排序。
table-texts = 文本列
table-numbers = 数字列
table-row-above = 在上方插入行
table-row-below = 在下方插入行
table-row-up = 上移行 (Alt+↑)
table-row-down = 下移行 (Alt+↓)
table-remove-rows = 移除所选行
table-sort-up = 升序排序
table-sort-down = 降序排序
table-sort-none = 不排序
table-rename = 重命名列
table-column-after = 在后方插入列
table-column-left = 左移列 (Alt+←)
table-column-right = 右移列 (Alt+→)
table-remove-column = 移除列
table-cell-pending = 尚未到达服务器
table-cell-empty = 空
table-cell = { $column }，第 { $row } 行：{ $text }
table-cell-waiting = { $column }，第 { $row } 行：{ $text }，尚未到达服务器
table-cell-changed = 期间已改为“{ $text }”。Enter 替换，Escape 保留。
table-selected = { $count } 个单元格
table-sum = { $cells } · 合计 { $sum }
