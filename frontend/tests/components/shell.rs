//! The desktop shell, played by a test: it answers as it was told, and notes what it was asked.

use serde_json::Value;
use std::{
    cell::RefCell,
    collections::BTreeMap,
    future::poll_fn,
    mem,
    rc::Rc,
    task::{Poll, Waker},
};
use tideboard_frontend::parts::{Backend, Soon, scene};
use tideboard_protocol::{
    ApiError, ErrorCode,
    ipc::{Attach, Command, NextBatch, Snapshot, ViewEvent},
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
    asked: RefCell<Vec<(&'static str, Value)>>,
    answers: RefCell<BTreeMap<&'static str, Answer>>,
    awaited: RefCell<Vec<(&'static str, Rc<Awaited>)>>,
    untold: RefCell<Vec<ViewEvent>>,
    /// Waits for the next batch.
    asker: RefCell<Option<Waker>>,
}

impl Shell {
    /// A shell with the stand-in's board, in the scene of that name.
    pub fn in_scene(name: &str) -> Rc<Self> {
        Rc::new(Self {
            snapshot: RefCell::new(scene(name)),
            asked: RefCell::default(),
            answers: RefCell::default(),
            awaited: RefCell::default(),
            untold: RefCell::default(),
            asker: RefCell::default(),
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
        self.untold.borrow_mut().push(event);
        self.answers_asker();
    }

    /// Ends the attachment of the view.
    pub fn ends_attachment(&self) {
        self.snapshot.borrow_mut().attachment += 1;
        self.answers_asker();
    }

    /// Whether a view waits for news.
    pub fn is_heard(&self) -> bool {
        self.asker.borrow().is_some()
    }

    fn answers_asker(&self) {
        if let Some(asker) = self.asker.take() {
            asker.wake();
        }
    }

    fn next_batch(self: &Rc<Self>, attachment: Option<u64>) -> Soon<Result<String, ApiError>> {
        let shell = Rc::clone(self);
        Box::pin(poll_fn(move |context| {
            let is_current = Some(shell.snapshot.borrow().attachment.into()) == attachment;
            if is_current && shell.untold.borrow().is_empty() {
                *shell.asker.borrow_mut() = Some(context.waker().clone());
                return Poll::Pending;
            }
            let batch = is_current.then(|| mem::take(&mut *shell.untold.borrow_mut()));
            Poll::Ready(Ok(serde_json::to_string(&batch).expect("a batch can be written")))
        }))
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
        let args: Value = serde_json::from_str(&args).expect("arguments are JSON");
        let attachment = args["attachment"].as_u64();
        shell.asked.borrow_mut().push((command, args));
        let answer = shell.answers.borrow().get(command).cloned();
        match answer.unwrap_or_else(|| Answer::Now(Ok("null".to_owned()))) {
            Answer::Now(Ok(_)) if command == NextBatch::NAME => shell.next_batch(attachment),
            Answer::Now(Ok(_)) if command == Attach::NAME => Box::pin(std::future::ready(Ok({
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
}
