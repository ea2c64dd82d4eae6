//! English made strange: with accents, so that what is not translated stands out; longer, so that
//! room which is too small shows; in brackets, so that a cut-off end shows.

use std::borrow::Cow;

const PLAIN: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const ACCENTED: &str = "áƀćđéƒǵħíĵķłḿñóƥɋŕśŧúṽŵẋýžÁƁĆĐÉƑǴĦÍĴĶŁḾÑÓƤɊŔŚŦÚṼŴẊÝŽ";

/// Every plain letter with an accent.
pub fn accented(text: &str) -> Cow<'_, str> {
    text.chars()
        .map(|letter| {
            let place = PLAIN.chars().position(|plain| plain == letter);
            place.and_then(|place| ACCENTED.chars().nth(place)).unwrap_or(letter)
        })
        .collect()
}

/// The text in brackets and 40 % longer.
pub fn bracketed(text: &str) -> String {
    let more = (text.chars().count() * 2).div_ceil(5);
    format!("[{text}{}]", "~".repeat(more))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_plain_letter_remains_and_the_text_grows_by_two_fifths() {
        assert_eq!(bracketed(&accented("Sync now")), "[Śýñć ñóŵ~~~~]");
        assert!(!accented(PLAIN).contains(|letter: char| letter.is_ascii_alphabetic()));
    }
}
