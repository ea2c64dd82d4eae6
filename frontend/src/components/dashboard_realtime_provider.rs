//! The one provider at the root: attaches to the shell, feeds the state, and recovers.

use super::{ErrorNote, Glyph, Icon};
use crate::{
    backend::Door,
    browser,
    hooks::use_watch,
    language,
    store::{Contact, Store, Ticker},
};
use gloo::{
    render::{AnimationFrame, request_animation_frame},
    timers::callback::Timeout,
};
use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};
use tideboard_protocol::{
    ApiError, RecordId,
    ipc::{Attach, NextBatch, Painted},
};
use tideboard_words::t;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// How long to wait before asking a shell again that did not answer, in milliseconds.
const ASK_AGAIN_MS: u32 = 3_000;
/// How long a frame is waited for, in milliseconds: a window that is not on the screen gets none.
const LATEST_PAINT_MS: u32 = 1_000;

/// What the shell tells, into the store.
struct Feed {
    door: Door,
    store: Store,
    /// Counts the calls of `attach`: the answers to older ones are not wanted any more.
    asked: Cell<u32>,
    again: RefCell<Option<Timeout>>,
}

impl Feed {
    fn new(door: Door, store: Store) -> Rc<Self> {
        Rc::new(Self { door, store, asked: Cell::new(0), again: RefCell::default() })
    }

    fn attach(self: &Rc<Self>) {
        self.end();
        let asked = self.asked.get();
        let feed = Rc::clone(self);
        spawn_local(async move {
            if let (Err(error), true) = (feed.follow(asked).await, feed.asked.get() == asked) {
                feed.lose(error);
            }
        });
    }

    /// Nothing that comes is wanted any more.
    fn end(&self) {
        self.again.take();
        self.asked.set(self.asked.get().wrapping_add(1));
    }

    /// Attaches, and asks for one batch after the other until somebody else does.
    async fn follow(self: &Rc<Self>, asked: u32) -> Result<(), ApiError> {
        let snapshot = self.door.call(Attach {}).await?;
        if self.store.view().is_none() {
            // The first page is drawn in the chosen language at once.
            language::speak(snapshot.settings.language).await;
        }
        let attachment = snapshot.attachment;
        if self.asked.get() == asked {
            self.store.attach(snapshot);
        }
        let mut taken = 0;
        while self.asked.get() == asked {
            let batch = self.door.call(NextBatch { attachment, taken }).await?;
            if self.asked.get() != asked {
                break;
            }
            let Some(events) = batch else {
                self.attach();
                break;
            };
            taken += 1;
            self.store.apply(events);
            // Whoever draws slowly asks less often and gets more at once, instead of falling behind.
            browser::frame(LATEST_PAINT_MS).await;
        }
        Ok(())
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
            move || feed.end()
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
