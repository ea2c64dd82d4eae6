//! The desktop shell, played by a test: it answers as it was told, and notes what it was asked.

use serde_json::Value;
use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    future::poll_fn,
    rc::Rc,
    task::{Poll, Waker},
};
use tideboard_frontend::parts::{Backend, OnBatch, Soon, Subscription, scene};
use tideboard_protocol::{
    ApiError, ErrorCode,
    ipc::{Attach, Command, Snapshot, ViewBatch, ViewEvent},
};

/// What a command is answered with.
#[derive(Clone)]
enum Answer {
    Now(Result<String, ApiError>),
    /// When the test says so.
    Later,
}

/// An answer that is awaited.
#[derive(Default)]
struct Awaited {
    answer: RefCell<Option<Result<String, ApiError>>>,
    waker: RefCell<Option<Waker>>,
}

/// The shell.
pub struct Shell {
    pub snapshot: RefCell<Snapshot>,
    sent: Cell<u64>,
    asked: RefCell<Vec<(&'static str, Value)>>,
    answers: RefCell<BTreeMap<&'static str, Answer>>,
    awaited: RefCell<Vec<(&'static str, Rc<Awaited>)>>,
    on_batch: RefCell<Option<Rc<OnBatch>>>,
}

impl Shell {
    /// A shell with the stand-in's board, in the scene of that name.
    pub fn in_scene(name: &str) -> Rc<Self> {
        Rc::new(Self {
            snapshot: RefCell::new(scene(name)),
            sent: Cell::new(0),
            asked: RefCell::default(),
            answers: RefCell::default(),
            awaited: RefCell::default(),
            on_batch: RefCell::default(),
        })
    }

    /// From now on a command is answered with this.
    pub fn answers<C: Command>(&self, reply: &impl serde::Serialize) {
        let text = serde_json::to_string(reply).expect("an answer can be written");
        self.answers.borrow_mut().insert(C::NAME, Answer::Now(Ok(text)));
    }

    /// From now on a command fails.
    pub fn refuses<C: Command>(&self, code: ErrorCode, message: &str) {
        let answer = Answer::Now(Err(ApiError::new(code, message)));
        self.answers.borrow_mut().insert(C::NAME, answer);
    }

    /// From now on a command waits for [`Shell::gives`].
    pub fn thinks_about<C: Command>(&self) {
        self.answers.borrow_mut().insert(C::NAME, Answer::Later);
    }

    /// Answers a command that waits: the one at this place among those of its kind.
    pub fn gives<C: Command>(&self, place: usize, reply: &impl serde::Serialize) {
        let mut awaited = self.awaited.borrow_mut();
        let of_kind: Vec<usize> =
            (0..awaited.len()).filter(|at| awaited[*at].0 == C::NAME).collect();
        let (_, slot) = awaited.remove(of_kind[place]);
        let text = serde_json::to_string(reply).expect("an answer can be written");
        *slot.answer.borrow_mut() = Some(Ok(text));
        if let Some(waker) = slot.waker.take() {
            waker.wake();
        }
    }

    /// Tells the view something.
    pub fn tells(&self, event: ViewEvent) {
        self.sent.set(self.sent.get() + 1);
        self.sends(self.sent.get(), event);
    }

    /// Tells it with a number of the test's own.
    pub fn sends(&self, number: u64, event: ViewEvent) {
        let attachment = self.snapshot.borrow().attachment;
        let on_batch = self.on_batch.borrow().clone().expect("the view listens");
        on_batch(ViewBatch { attachment, number, events: vec![event] });
    }

    /// Whether a view listens.
    pub fn is_heard(&self) -> bool {
        self.on_batch.borrow().is_some()
    }

    /// With what a command was called, oldest first.
    pub fn asked<C: Command>(&self) -> Vec<Value> {
        let asked = self.asked.borrow();
        asked.iter().filter(|(name, _)| *name == C::NAME).map(|(_, args)| args.clone()).collect()
    }
}

/// The door leads here.
pub struct Handle(pub Rc<Shell>);

impl Backend for Handle {
    fn call(&self, command: &'static str, args: String) -> Soon<Result<String, ApiError>> {
        let shell = &self.0;
        let args = serde_json::from_str(&args).expect("arguments are JSON");
        shell.asked.borrow_mut().push((command, args));
        let answer = shell.answers.borrow().get(command).cloned();
        let answer = answer.unwrap_or_else(|| Answer::Now(Ok("null".to_owned())));
        match answer {
            Answer::Now(Ok(_)) if command == Attach::NAME => Box::pin(std::future::ready(Ok({
                shell.sent.set(0);
                let mut snapshot = shell.snapshot.borrow_mut();
                snapshot.attachment += 1;
                serde_json::to_string(&*snapshot).expect("a snapshot can be written")
            }))),
            Answer::Now(answer) => Box::pin(std::future::ready(answer)),
            Answer::Later => {
                let slot = Rc::new(Awaited::default());
                shell.awaited.borrow_mut().push((command, Rc::clone(&slot)));
                Box::pin(poll_fn(move |context| match slot.answer.take() {
                    Some(answer) => Poll::Ready(answer),
                    None => {
                        *slot.waker.borrow_mut() = Some(context.waker().clone());
                        Poll::Pending
                    }
                }))
            }
        }
    }

    fn subscribe(&self, on_batch: OnBatch) -> Soon<Result<Subscription, ApiError>> {
        let shell = Rc::clone(&self.0);
        *shell.on_batch.borrow_mut() = Some(Rc::new(on_batch));
        let end = Subscription::new(move || *shell.on_batch.borrow_mut() = None);
        Box::pin(std::future::ready(Ok(end)))
    }
}
