//! What the component tests in `frontend/tests` mount, and the shell they play. Not in builds for
//! users.

pub use crate::{
    app::{Dismissed, Panel, Screen, ShowPanel},
    backend::{Backend, Door, Soon, scene},
    components::{
        ConflictResolution, DashboardRealtimeProvider, DashboardSyncIndicator, Dialog, FirstRun,
        Notices, PendingOperationsBadge, Section, SettingsPanel, Setup, Sprite, Toasts, Travel,
        WidgetRealtime,
    },
    renders::take as take_renders,
};
