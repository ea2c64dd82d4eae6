//! What the app says about itself, in other languages: a program of its own, because the language is
//! that of the whole program.

use tideboard_protocol::{Action, ApiError, ErrorCode};
use tideboard_words::{Locale, notice, speak};

#[test]
fn what_is_no_fault_of_the_program_is_not_said_to_be_one() {
    let message = "The window stayed blank; delete the file /home/dora/blank.";
    let error = ApiError {
        code: ErrorCode::Internal,
        message: message.to_owned(),
        action: Action::Nothing,
    };
    for id in ["safe-graphics", "link"] {
        speak(Locale::English);
        assert_eq!(notice(id, &error), message);
        let mut said = Vec::new();
        for (locale, fault) in [(Locale::German, "schiefgegangen"), (Locale::Chinese, "出了问题")]
        {
            speak(locale);
            let text = notice(id, &error);
            assert!(text.contains("/home/dora/blank"), "{text}");
            assert!(!text.contains(fault), "{text}");
            assert!(notice("another", &error).contains(fault));
            said.push(text);
        }
        assert_ne!(said[0], said[1]);
    }
}
