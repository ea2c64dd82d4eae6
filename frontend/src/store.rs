//! Where components read from: the view's state and the clock, each telling its listeners.
//!
//! Both are [`Source`]s. [`crate::hooks::use_watch`] reads a slice of one and renders again only
//! when that slice is another.

use crate::{clock, state::ViewState};
use gloo::timers::callback::Interval;
use jiff::Timestamp;
use std::{
    cell::{Cell, Ref, RefCell},
    collections::BTreeMap,
    rc::{Rc, Weak},
};
use tideboard_protocol::{ApiError, BoardId, RecordId, ipc::Snapshot, ipc::ViewEvent};

type Listener = Rc<dyn Fn()>;

#[derive(Default)]
struct Registered {
    next: Cell<u32>,
    listeners: RefCell<BTreeMap<u32, Listener>>,
}

/// Who wants to know about changes.
#[derive(Clone, Default)]
pub struct Listeners(Rc<Registered>);

impl Listeners {
    /// Calls `listener` at every change until the guard drops.
    pub fn add(&self, listener: impl Fn() + 'static) -> Listening {
        let id = self.0.next.get();
        self.0.next.set(id.wrapping_add(1));
        self.0.listeners.borrow_mut().insert(id, Rc::new(listener));
        Listening { id, registered: Rc::downgrade(&self.0) }
    }

    /// Tells everybody. Listeners may come and go meanwhile.
    pub fn tell(&self) {
        let listeners: Vec<Listener> = self.0.listeners.borrow().values().cloned().collect();
        for listener in listeners {
            listener();
        }
    }
}

impl PartialEq for Listeners {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// Keeps a listener listening.
pub struct Listening {
    id: u32,
    registered: Weak<Registered>,
}

impl Drop for Listening {
    fn drop(&mut self) {
        if let Some(registered) = self.registered.upgrade() {
            registered.listeners.borrow_mut().remove(&self.id);
        }
    }
}

/// Something that changes and says so.
pub trait Source: Clone + PartialEq + 'static {
    /// Those who listen.
    fn listeners(&self) -> &Listeners;
}

/// Whether the view is in touch with the shell.
#[derive(Debug, Clone, PartialEq)]
pub enum Contact {
    /// Waiting for the first answer.
    Attaching,
    /// In touch.
    Attached,
    /// Lost; what is shown may be old.
    Lost(ApiError),
}

struct StoreInner {
    view: RefCell<Option<ViewState>>,
    contact: RefCell<Contact>,
    /// Where the user wants to be once that board is shown.
    goal: RefCell<Option<(BoardId, RecordId)>>,
    listeners: Listeners,
}

/// What the shell told, for components to read.
#[derive(Clone)]
pub struct Store(Rc<StoreInner>);

impl Store {
    /// Nothing told yet.
    pub fn new() -> Self {
        Self(Rc::new(StoreInner {
            view: RefCell::new(None),
            contact: RefCell::new(Contact::Attaching),
            goal: RefCell::default(),
            listeners: Listeners::default(),
        }))
    }

    /// The state, once there is one.
    pub fn view(&self) -> Ref<'_, Option<ViewState>> {
        self.0.view.borrow()
    }

    /// Whether the view is in touch with the shell.
    pub fn contact(&self) -> Contact {
        self.0.contact.borrow().clone()
    }

    /// The user wants to be at that widget of a board that is being opened; the last wish counts.
    pub fn set_goal(&self, goal: Option<(BoardId, RecordId)>) {
        *self.0.goal.borrow_mut() = goal;
    }

    /// Where the user wants to be on a board that is shown now; once.
    pub fn take_goal(&self, board: &BoardId) -> Option<RecordId> {
        let mut goal = self.0.goal.borrow_mut();
        goal.take_if(|(of, _)| of == board).map(|(_, record)| record)
    }

    /// Takes over a snapshot.
    pub fn attach(&self, snapshot: Snapshot) {
        {
            let mut view = self.0.view.borrow_mut();
            match view.as_mut() {
                Some(view) => view.replace(snapshot),
                None => *view = Some(ViewState::new(snapshot)),
            }
        }
        *self.0.contact.borrow_mut() = Contact::Attached;
        self.0.listeners.tell();
    }

    /// Applies events, then tells the listeners once.
    pub fn apply(&self, events: Vec<ViewEvent>) {
        if let Some(view) = self.0.view.borrow_mut().as_mut() {
            for event in events {
                view.reduce(event);
            }
        }
        self.0.listeners.tell();
    }

    /// The shell cannot be reached.
    pub fn lose(&self, error: ApiError) {
        *self.0.contact.borrow_mut() = Contact::Lost(error);
        self.0.listeners.tell();
    }
}

impl PartialEq for Store {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Source for Store {
    fn listeners(&self) -> &Listeners {
        &self.0.listeners
    }
}

/// One clock for the whole window, ticking every second.
#[derive(Clone)]
pub struct Ticker(Rc<TickerInner>);

struct TickerInner {
    listeners: Listeners,
    _interval: Interval,
}

impl Ticker {
    /// Starts ticking.
    pub fn start() -> Self {
        let listeners = Listeners::default();
        let told = listeners.clone();
        let interval = Interval::new(1000, move || told.tell());
        Self(Rc::new(TickerInner { listeners, _interval: interval }))
    }

    /// The time.
    pub fn now(&self) -> Timestamp {
        clock::now()
    }
}

impl PartialEq for Ticker {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Source for Ticker {
    fn listeners(&self) -> &Listeners {
        &self.0.listeners
    }
}
