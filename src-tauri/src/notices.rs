//! What a person must know about the app itself, each under a stable name.

use tideboard_protocol::{ApiError, ipc::Notice};
use tokio::sync::watch;

/// The notices that hold at present.
pub struct Notices(watch::Sender<Vec<Notice>>);

impl Default for Notices {
    fn default() -> Self {
        Self(watch::Sender::new(Vec::new()))
    }
}

impl Notices {
    /// Shows a notice, in place of the one with this name.
    pub fn show(&self, id: &str, error: ApiError) {
        let notice = Notice { id: id.to_owned(), error };
        self.0.send_if_modified(|notices| match notices.iter_mut().find(|it| it.id == id) {
            Some(there) if *there == notice => false,
            Some(there) => {
                tracing::warn!(notice = id, "{}", notice.error);
                *there = notice;
                true
            }
            None => {
                tracing::warn!(notice = id, "{}", notice.error);
                notices.push(notice);
                true
            }
        });
    }

    /// Shows a notice, or takes it away where there is no error.
    pub fn set(&self, id: &str, error: Option<ApiError>) {
        match error {
            Some(error) => self.show(id, error),
            None => self.clear(id),
        }
    }

    /// Takes a notice away.
    pub fn clear(&self, id: &str) {
        self.0.send_if_modified(|notices| {
            let before = notices.len();
            notices.retain(|notice| notice.id != id);
            before != notices.len()
        });
    }

    /// The notices now.
    pub fn now(&self) -> Vec<Notice> {
        self.0.borrow().clone()
    }

    /// Tells of every change.
    pub fn watch(&self) -> watch::Receiver<Vec<Notice>> {
        self.0.subscribe()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tideboard_protocol::ErrorCode;

    #[test]
    fn a_notice_replaces_its_namesake_and_tells_only_news() {
        let notices = Notices::default();
        let mut watch = notices.watch();
        let error = |text: &str| ApiError::new(ErrorCode::NoKeychain, text);
        notices.show("a", error("one"));
        notices.show("b", error("two"));
        assert!(watch.has_changed().unwrap());
        watch.mark_unchanged();
        notices.show("a", error("one"));
        assert!(!watch.has_changed().unwrap());
        notices.show("a", error("three"));
        notices.set("b", None);
        let now: Vec<_> = notices.now().into_iter().map(|it| (it.id, it.error.message)).collect();
        assert_eq!(now, [("a".to_owned(), "three".to_owned())]);
    }
}
