//! What the component tests in `frontend/tests` mount, and the shell they play. Not in builds for
//! users.

pub use crate::{
    app::{Panel, Screen, ShowPanel},
    backend::{Backend, Door, Soon, scene},
    components::{
        ConflictResolution, DashboardRealtimeProvider, DashboardSyncIndicator, Dialog,
        PendingOperationsBadge, Sprite, Toasts, WidgetRealtime,
    },
    renders::take as take_renders,
};
