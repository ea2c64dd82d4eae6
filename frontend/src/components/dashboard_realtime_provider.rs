//! The one provider at the root: attaches to the shell, feeds the state, and recovers.

use super::{ErrorNote, Glyph, Icon};
use crate::{
    backend::{Door, Subscription},
    hooks::use_watch,
    language,
    state::{Attachment, Verdict},
    store::{Contact, Store, Ticker},
};
use gloo::{
    events::EventListener,
    render::{AnimationFrame, request_animation_frame},
    timers::callback::Timeout,
};
use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, BTreeSet},
    rc::{Rc, Weak},
};
use tideboard_protocol::{
    ApiError, RecordId,
    ipc::{Attach, Drawn, Painted, ViewBatch},
};
use tideboard_words::t;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// How long to wait before asking a shell again that did not answer, in milliseconds.
const ASK_AGAIN_MS: u32 = 3_000;
/// How long the first word to the shell may wait for a frame, in milliseconds.
const LATEST_PAINT_MS: u32 = 1_000;

/// The stream of batches from the shell into the store.
struct Feed {
    door: Door,
    store: Store,
    attachment: RefCell<Attachment>,
    subscription: RefCell<Option<Subscription>>,
    /// Counts the calls of `attach`: the answer to an older one is not wanted any more.
    asked: Cell<u32>,
    again: RefCell<Option<Timeout>>,
    /// The frame that draws the newest batch.
    frame: RefCell<Option<AnimationFrame>>,
}

impl Feed {
    fn new(door: Door, store: Store) -> Rc<Self> {
        Rc::new(Self {
            door,
            store,
            attachment: RefCell::default(),
            subscription: RefCell::default(),
            asked: Cell::new(0),
            again: RefCell::default(),
            frame: RefCell::default(),
        })
    }

    /// Subscribes, if that was not done, then attaches: in this order no batch is missed.
    fn attach(self: &Rc<Self>) {
        self.again.take();
        self.attachment.borrow_mut().restart();
        let asked = self.asked.get().wrapping_add(1);
        self.asked.set(asked);
        let feed = Rc::downgrade(self);
        spawn_local(async move {
            let Some(feed) = feed.upgrade() else { return };
            let result = feed.subscribe_and_attach(asked).await;
            if let (Err(error), true) = (result, feed.asked.get() == asked) {
                feed.lose(error);
            }
        });
    }

    async fn subscribe_and_attach(self: &Rc<Self>, asked: u32) -> Result<(), ApiError> {
        if self.subscription.borrow().is_none() {
            let feed = Rc::downgrade(self);
            let on_batch = Box::new(move |batch| Feed::receive(&feed, batch));
            let subscription = self.door.subscribe(on_batch).await?;
            *self.subscription.borrow_mut() = Some(subscription);
        }
        let snapshot = self.door.call(Attach {}).await?;
        if self.store.view().is_none() {
            // The first page is drawn in the chosen language at once.
            language::speak(snapshot.settings.language).await;
        }
        if self.asked.get() != asked {
            return Ok(());
        }
        let verdict = self.attachment.borrow_mut().attached(snapshot.attachment);
        match verdict {
            Verdict::Apply(events) => self.store.attach(snapshot, events),
            Verdict::Wait => self.store.attach(snapshot, Vec::new()),
            Verdict::AttachAgain => self.attach(),
        }
        Ok(())
    }

    fn receive(feed: &Weak<Self>, batch: ViewBatch) {
        let Some(feed) = feed.upgrade() else { return };
        feed.tell_when_drawn(&batch);
        let verdict = feed.attachment.borrow_mut().receive(batch);
        match verdict {
            Verdict::Apply(events) => feed.store.apply(events),
            Verdict::Wait => {}
            Verdict::AttachAgain => feed.attach(),
        }
    }

    /// The shell sends the next batch when this one was drawn: whoever is slow gets fewer and larger
    /// ones instead of falling behind.
    fn tell_when_drawn(&self, batch: &ViewBatch) {
        let drawn = Drawn { attachment: batch.attachment, number: batch.number };
        let door = self.door.clone();
        let frame = request_animation_frame(move |_| {
            // Without an answer the shell is gone, which the provider shows.
            spawn_local(async move { drop(door.call(drawn).await) });
        });
        *self.frame.borrow_mut() = Some(frame);
    }

    fn lose(self: &Rc<Self>, error: ApiError) {
        self.store.lose(error);
        let feed = Rc::downgrade(self);
        let again = Timeout::new(ASK_AGAIN_MS, move || {
            if let Some(feed) = feed.upgrade() {
                feed.attach();
            }
        });
        *self.again.borrow_mut() = Some(again);
    }
}

/// Tells the shell what has been on the screen: that the window is alive, and how many different
/// values a live figure has shown.
#[derive(Clone)]
pub struct Painter(Rc<PainterInner>);

struct PainterInner {
    door: Door,
    seen: RefCell<BTreeMap<RecordId, BTreeSet<String>>>,
    told: Cell<Option<u32>>,
    frame: RefCell<Option<AnimationFrame>>,
    latest: RefCell<Option<Timeout>>,
}

impl Painter {
    /// How many different values are worth telling.
    const ENOUGH: u32 = 3;

    fn new(door: Door) -> Self {
        Self(Rc::new(PainterInner {
            door,
            seen: RefCell::default(),
            told: Cell::new(None),
            frame: RefCell::default(),
            latest: RefCell::default(),
        }))
    }

    /// A figure that is live shows this value.
    pub fn shows(&self, record: &RecordId, value: &str) {
        if self.0.told.get() >= Some(Self::ENOUGH) {
            return;
        }
        let mut seen = self.0.seen.borrow_mut();
        seen.entry(record.clone()).or_default().insert(value.to_owned());
        let most = seen.values().map(BTreeSet::len).max().unwrap_or(0);
        drop(seen);
        self.tell_once_painted(most.min(Self::ENOUGH as usize) as u32);
    }

    /// The page stands. A window that is not on the screen yet gets no frames, and the shell may
    /// wait for this word before it shows the window: so it comes after a moment at the latest.
    fn stands(&self) {
        self.tell_once_painted(0);
        let painter = self.clone();
        let latest = Timeout::new(LATEST_PAINT_MS, move || painter.tell(0));
        *self.0.latest.borrow_mut() = Some(latest);
    }

    fn tell_once_painted(&self, values: u32) {
        let painter = Rc::downgrade(&self.0);
        // The first frame callback runs before that frame is painted, the second after it.
        let frame = request_animation_frame(move |_| {
            let Some(inner) = painter.upgrade() else { return };
            let after = painter.clone();
            let frame = request_animation_frame(move |_| {
                if let Some(inner) = after.upgrade() {
                    Painter(inner).tell(values);
                }
            });
            *inner.frame.borrow_mut() = Some(frame);
        });
        *self.0.frame.borrow_mut() = Some(frame);
    }

    fn tell(&self, values: u32) {
        if self.0.told.get() >= Some(values) {
            return;
        }
        let from = self.0.told.get().map_or(0, |told| told + 1);
        self.0.told.set(Some(values));
        let door = self.0.door.clone();
        spawn_local(async move {
            for live_values in from..=values {
                // Without an answer the shell is gone, which the provider shows.
                let _ = door.call(Painted { live_values }).await;
            }
        });
    }
}

impl PartialEq for Painter {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

#[derive(Properties, PartialEq)]
pub struct DashboardRealtimeProviderProps {
    /// The way to the shell; it stays the one of the first rendering.
    #[prop_or_else(Door::find)]
    pub door: Door,
    pub children: Html,
}

/// Gives everything below it the state, the clock and the door to the shell.
#[component]
pub fn DashboardRealtimeProvider(props: &DashboardRealtimeProviderProps) -> Html {
    let door = use_memo((), |()| props.door.clone());
    let store = use_memo((), |()| Store::new());
    let ticker = use_memo((), |()| Ticker::start());
    let painter = use_memo((), |()| Painter::new((*door).clone()));
    let feed = use_memo((), |()| Feed::new((*door).clone(), (*store).clone()));
    use_effect_with((), {
        let feed = Rc::clone(&feed);
        move |()| {
            feed.attach();
            let listener = attach_when_shown(Rc::downgrade(&feed));
            move || {
                drop(listener);
                feed.subscription.take();
                feed.again.take();
            }
        }
    });
    let (contact, has_view) = use_watch(&*store, |store| (store.contact(), store.view().is_some()));
    use_effect_with(contact != Contact::Attaching, {
        let painter = Rc::clone(&painter);
        move |settled| {
            if *settled {
                painter.stands();
            }
        }
    });
    let retry = {
        let feed = Rc::clone(&feed);
        Callback::from(move |_: MouseEvent| feed.attach())
    };
    let lost = match &contact {
        Contact::Lost(error) => html! {
            <div class="lost">
                <ErrorNote error={error.clone()} test_id="backend-error">
                    <button type="button" class="button" data-testid="backend-retry" onclick={retry}>
                        <Icon glyph={Glyph::Arrows} />{ t!("common-try-again") }
                    </button>
                </ErrorNote>
            </div>
        },
        Contact::Attaching | Contact::Attached => Html::default(),
    };
    let state = match contact {
        Contact::Attaching => "attaching",
        Contact::Attached => "attached",
        Contact::Lost(_) => "lost",
    };
    html! {
        <div class="app" data-testid="dashboard-realtime-provider" data-state={state}>
            { lost }
            if has_view {
                <ContextProvider<Door> context={(*door).clone()}>
                    <ContextProvider<Store> context={(*store).clone()}>
                        <ContextProvider<Ticker> context={(*ticker).clone()}>
                            <ContextProvider<Painter> context={(*painter).clone()}>
                                { props.children.clone() }
                            </ContextProvider<Painter>>
                        </ContextProvider<Ticker>>
                    </ContextProvider<Store>>
                </ContextProvider<Door>>
            }
        </div>
    }
}

/// A hidden window gets no batches, hence it attaches again when it is shown.
fn attach_when_shown(feed: Weak<Feed>) -> Option<EventListener> {
    let document = web_sys::window()?.document()?;
    let watched = document.clone();
    Some(EventListener::new(&document, "visibilitychange", move |_| {
        if let (false, Some(feed)) = (watched.hidden(), feed.upgrade()) {
            feed.attach();
        }
    }))
}
