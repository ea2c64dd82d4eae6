//! Components of the window, and the marks by which tests find them.
//!
//! Every `data-testid` is in kebab case; state is in `data-…` attributes, so that a test waits for
//! a state instead of reading words.
//!
//! A field that keeps its text by itself until it is done begins with `~defaultValue`: `value` is
//! set anew by every render, over what was typed.
//!
//! | `data-testid` | what | further attributes |
//! |---|---|---|
//! | `dashboard-realtime-provider` | root of the view | `data-state`: `attaching` `attached` `lost` |
//! | `backend-error`, `backend-retry` | shell out of reach, its button | |
//! | `dashboard-sync-indicator` | status in the top bar | `data-state` (as `SyncState`), `data-tone`, `data-count` (unsent) |
//! | `sync-toggle`, `sync-details` | button, its details | |
//! | `sync-words`, `sync-server`, `sync-latency`, `sync-last`, `sync-unsent`, `sync-error`, `sync-next` | lines of the details | |
//! | `sync-retry`, `sync-pause-15`, `sync-pause-60`, `sync-pause`, `sync-resume` | their buttons | |
//! | `sign-in-token`, `sign-in-submit` | signing in again | |
//! | `sync-announcer` | the polite status region | |
//! | `pending-operations-badge` | own changes | `data-count` |
//! | `queue-toggle`, `queue-list` | button, its list | |
//! | `pending-operation` | one change | `data-op`, `data-state`, `data-record` |
//! | `op-edit`, `op-retry`, `op-discard`, `op-copy`, `op-review` | the way to its widget, its buttons | |
//! | `conflict-resolution` | conflicts | `data-count` |
//! | `conflict-badge` | opens the dialog | `data-count` |
//! | `conflict-dialog` | the dialog | `data-op`, `data-record`, `data-kind`: `fields` `deletion` `gone` |
//! | `conflict-before-name`, `conflict-mine-name`, `conflict-theirs-name`, `conflict-result-name` | heads of its columns | |
//! | `conflict-field` | a row of it | `data-path`, `data-choice`: `none` `mine` `theirs` `merged` |
//! | `conflict-base`, `conflict-mine`, `conflict-theirs`, `conflict-result` | its values | `aria-pressed` on both sides |
//! | `conflict-merged`, `conflict-both`, `conflict-merged-text` | choosing and editing a merged text | |
//! | `conflict-gone` | the conflict was settled while the dialog was open | |
//! | `conflict-policy` | what happens to clashes by itself | `data-kind` |
//! | `conflict-keep-local`, `conflict-keep-remote`, `conflict-apply`, `conflict-later` | buttons | |
//! | `conflict-next`, `conflict-previous` | other conflicts | |
//! | `top-bar`, `board-switcher`, `boards`, `board-option`, `boards-why` | board and its switcher; why there are no commands in it | `data-board` |
//! | `presence`, `presence-peer`, `widget-editing` | others on the board, and on a widget | |
//! | `settings-toggle`, `settings` | settings | |
//! | `settings-section` | its sections | `data-section` |
//! | `settings-language`, `settings-theme`, `settings-density`, `settings-contrast`, `settings-motion`, `settings-device-name`, `settings-close-to-tray`, `settings-start-at-login`, `settings-review` | their inputs | |
//! | `notify-conflicts`, `notify-refused`, `notify-sign-in`, `notify-offline` | what the desktop tells | |
//! | `tray-picture` | how the tray icon looks | |
//! | `data-back-up`, `data-backed-up`, `data-restore`, `data-found`, `data-restore-now` | a copy of what is kept, and one in its place | |
//! | `data-erase`, `data-erase-question`, `data-erase-now` | all of it gone | |
//! | `settings-sign-in`, `settings-sign-out`, `sign-out`, `sign-out-keep`, `sign-out-export`, `sign-out-discard` | leaving the server | `data-count` (unsent) |
//! | `diagnostics`, `diagnostics-copy` | what a report needs | |
//! | `settings-host`, `settings-join` | other servers | |
//! | `notice`, `notice-dismiss`, `keep-token-in-file` | something to know, and what can be done about it | `data-notice` |
//! | `board` | the grid | `data-board`, `data-state`: `none` `loading` `missing` `empty` `ready`, `data-freshness`, `data-count` |
//! | `widget-realtime` | a widget | `data-record`, `data-kind`, `data-state`: `synced` `waiting` `sending` `refused` `conflict`, `data-fresh`: `live` `current` `old` `unknown`, `data-count` (pending) |
//! | `widget-metric` … `widget-counter`, `widget-unknown` | its content | |
//! | `widget-title`, `widget-tag`, `widget-age` | its header | |
//! | `widget-error`, `widget-error-retry`, `widget-error-copy`, `widget-error-dismiss` | a change that was not saved | |
//! | `metric-value`, `metric-delta`, `metric-edit`, `metric-input` | metric | `data-value`, `data-level`: `normal` `warning` `alarm` |
//! | `chart-legend`, `chart-range`, `chart-reset`, `chart-line`, `chart-readout`, `chart-said` | chart; the last is what the keyboard reads | `data-series`, `data-seconds`, `data-time` |
//! | `chart-surface`, `chart-add`, `chart-reading-series`, `chart-reading-value`, `chart-reading-time`, `chart-reading-save` | where it is read and zoomed; adding a reading | `data-from`, `data-to` |
//! | `table-grid`, `table-row`, `table-cell`, `table-input` | table; the cell with the focus holds the input | `data-rows`, `data-cursor`, `data-editing`, `data-row`, `data-column`, `data-place` |
//! | `table-heading`, `table-sort`, `table-column-name` | its headings | `data-column` |
//! | `table-add`, `table-add-column`, `table-filter-toggle`, `table-filter`, `table-count`, `table-menu`, `table-menu-list` | the line below it; `table-row-…`, `table-column-…`, `table-sort-…`, `table-remove`, `table-rename`, `table-numbers` in the menu | |
//! | `checklist-item`, `checklist-check`, `checklist-text`, `checklist-remove`, `checklist-grip`, `checklist-new`, `checklist-progress`, `checklist-said` | checklist | `data-item`, `data-done` |
//! | `checklist-assign`, `checklist-assignee`, `checklist-assignee-input`, `checklist-hide`, `checklist-clear` | who does it; done items | |
//! | `note-preview`, `note-text`, `note-toggle` | note; the text is a textarea | |
//! | `status-service`, `status-state`, `status-note`, `status-since`, `status-history` | status | `data-service`, `data-value`, `data-count` |
//! | `counter-value`, `counter-increment`, `counter-decrement`, `counter-amount` | counter | `data-value` |
//! | `place` | a widget on the grid | `data-x` `data-y` `data-w` `data-h` |
//! | `arrange-bar`, `arrange-add`, `arrange-undo`, `arrange-done`, `arrange-announcer` | arranging; the board has `data-arranging` | |
//! | `widget-grip`, `widget-corner`, `widget-remove` | what a widget is held by then | `data-record` |
//! | `widget-menu`, `widget-menu-list`, `widget-settings-open`, `widget-duplicate`, `widget-arrange`, `widget-save-csv`, `widget-delete` | menu of a widget | |
//! | `widget-settings`, `widget-setting`, `widget-settings-save` | its settings | `data-path` |
//! | `settings-entry`, `settings-entry-name`, `settings-entry-up`, `settings-entry-remove`, `settings-entry-add` | columns, lines or services in them | |
//! | `board-arrange`, `board-add-widget` | arranging and adding, from the switcher | |
//! | `add-widget`, `add-widget-kind`, `board-add-first` | the picker | `data-kind` |
//! | `board-new`, `board-rename`, `board-duplicate`, `board-delete`, `board-form`, `board-title`, `board-form-submit` | boards | |
//! | `board-save`, `board-from-file`, `board-load`, `board-load-file`, `board-load-title`, `board-load-submit`, `board-load-error` | boards in files | |
//! | `kiosk-badge` | how sync stands, while the board is shown alone | `data-state` |
//! | `palette`, `palette-open`, `palette-input`, `palette-entry`, `palette-hint` | the command palette | |
//! | `shortcuts`, `dialog-close` | list of keys; cross of any dialog | |
//! | `sync-centre`, `centre-tab`, `centre-close`, `queue-centre`, `sync-centre-open` | the drawer and the ways to it | `data-tab` |
//! | `centre-conflict`, `centre-decide`, `bulk-mine`, `bulk-theirs`, `bulk-apply`, `bulk-cancel` | conflicts in it | `data-op` |
//! | `while-away`, `while-away-open`, `while-away-dismiss`, `away`, `away-own`, `away-change`, `away-go` | what happened during an absence: the strip, and its tab | `data-count`, `data-record`, `data-kind` |
//! | `review`, `review-send`, `review-open` | old changes that wait for a look | `data-count` |
//! | `history`, `history-item`, `history-restore`, `history-lost`, `history-all`, `history-older` | what left the queue | `data-id`, `data-ending`, `data-record`; `data-values` on the way back |
//! | `offered`, `offered-send`, `offered-leave` | what a restored server lacks | `data-count` |
//! | `travel-out`, `travel-in`, `travel-dialog`, `travel-passphrase`, `travel-again`, `travel-file`, `travel-save`, `travel-take`, `travel-saved`, `travel-copy`, `travel-taken`, `travel-error` | unsent changes in a file | `data-count` |
//! | `gallery`, `gallery-copy` | the page with all shared components | |
//! | `why-whole`, `why-row`, `why-press` | why something is not synced | `data-op` |
//! | `toast`, `toast-undo`, `toast-dismiss` | what was just done | |
//! | `error-note` | why something failed, where it has no id of its own | |
//! | `first-run` | first start | `data-state`: `choose` `join` `host` `invitation` |
//! | `first-run-try`, `first-run-join`, `first-run-host`, `first-run-back`, `first-run-error` | its choices | |
//! | `join-address`, `join-token`, `join-test`, `join-submit`, `join-result` | joining | |
//! | `host-port`, `host-submit`, `invitation-address`, `invitation-copy-address`, `invitation-token`, `invitation-copy-token`, `invitation-continue` | hosting | |

mod add_widget;
mod board;
mod board_forms;
mod board_load;
mod change_row;
mod conflict_policy;
mod conflict_resolution;
mod controls;
mod dashboard_realtime_provider;
mod dashboard_sync_indicator;
mod dialog;
mod first_run;
mod icon;
mod kiosk;
mod menu;
mod notices;
mod palette;
mod pending_operations_badge;
mod popover;
mod review;
mod settings_panel;
mod shortcuts;
mod sync_centre;
mod text_field;
mod toasts;
mod top_bar;
mod tray_picture;
mod while_away;
mod widget_menu;
mod widget_realtime;
mod widget_settings;

pub use add_widget::AddWidget;
pub use board::{Arranging, Board, ShowArranging};
pub use board_forms::{BoardForm, BoardTask};
pub use board_load::BoardLoad;
#[cfg(any(debug_assertions, feature = "gallery"))]
pub use change_row::ChangeRow;
pub use conflict_policy::PolicySelect;
pub use conflict_resolution::ConflictResolution;
pub use controls::{CopyButton, ErrorNote, FileField, InputNote};
pub use dashboard_realtime_provider::{DashboardRealtimeProvider, Painter};
pub use dashboard_sync_indicator::{DashboardSyncIndicator, SignInForm};
#[cfg(any(debug_assertions, feature = "gallery"))]
pub use dashboard_sync_indicator::{glyph as status_glyph, tone_class as status_tone};
pub use dialog::Dialog;
pub use first_run::{FirstRun, Setup, ShowSetup};
pub use icon::{Glyph, Icon, Sprite};
pub use kiosk::{KioskBadge, use_kiosk};
pub use menu::{Menu, MenuEntry};
pub use notices::Notices;
pub use palette::Palette;
pub use pending_operations_badge::PendingOperationsBadge;
pub use popover::Popover;
pub use review::Review;
pub use settings_panel::{Section, SettingsPanel};
pub use shortcuts::Shortcuts;
pub use sync_centre::{CentreTab, SaveToFile, SyncCentre, Travel};
pub use text_field::TextField;
pub use toasts::{Toast, Toasts, use_toast};
pub use top_bar::TopBar;
pub use tray_picture::TrayPicture;
pub use while_away::WhileAway;
pub use widget_menu::WidgetMenu;
pub use widget_realtime::WidgetRealtime;
pub use widget_settings::WidgetSettings;
