//! What a person is found by while a name is typed: each key is matched by its beginning.
//!
//! Chinese names are found by their characters, by pinyin without tones (`zhangsan`) and by its initials (`zs`), whole
//! and without the family name. Typing pinyin is what an input method is fed with anyway.

use std::collections::BTreeSet;

use pinyin::ToPinyinMulti;

use super::characters::fold;

/// Rises when the keys of the same names become others: then all are made anew.
pub const NAME_KEYS_VERSION: u32 = 1;

/// Characters of a word that are read; who types more than the reading of these chooses long before.
const READ_CHARACTERS: usize = 8;
/// Readings of a word: a character may have several, and their number multiplies.
const MOST_READINGS: usize = 16;
/// Longer than any name.
const QUERY_CHARACTERS: usize = 64;

/// The keys of a person, folded.
#[must_use]
pub fn name_keys(username: &str, display_name: &str) -> BTreeSet<String> {
    let mut keys = BTreeSet::from([fold(username)]);
    read(&fold(username), &mut keys);
    for word in fold(display_name).split_whitespace() {
        keys.insert(word.to_owned());
        read(word, &mut keys);
    }
    keys
}

/// What is typed, as keys are compared; `None` where no name begins with it.
#[must_use]
pub fn name_query(typed: &str) -> Option<String> {
    let bounded = typed.chars().take(QUERY_CHARACTERS + 1).count() <= QUERY_CHARACTERS;
    bounded.then(|| fold(typed.trim()))
}

/// Adds how a word with Chinese characters is read.
fn read(word: &str, keys: &mut BTreeSet<String>) {
    let characters: Vec<char> = word.chars().take(READ_CHARACTERS).collect();
    let is_read = |character: &char| character.to_pinyin_multi().is_some();
    if !characters.iter().any(is_read) {
        return;
    }
    // A family name has one character, or two.
    let names = match (characters.iter().all(is_read), characters.len()) {
        (true, 2 | 3) => 2,
        (true, 4..) => 3,
        _ => 1,
    };
    for start in 0..names {
        let name = &characters[start..];
        if start > 0 {
            keys.insert(word.chars().skip(start).collect());
        }
        keys.extend(together(name, readings));
        keys.extend(together(name, initials));
    }
}

/// Every way to read some characters, one after the other, bounded.
fn together(name: &[char], of_one: fn(char) -> Vec<String>) -> Vec<String> {
    let mut all = vec![String::new()];
    for character in name {
        let ways = of_one(*character);
        all = ways
            .iter()
            .flat_map(|way| all.iter().map(move |before| format!("{before}{way}")))
            .take(MOST_READINGS)
            .collect();
    }
    all
}

/// The most usual one first. `ü` is typed as `v`, and by some as `u`.
fn readings(character: char) -> Vec<String> {
    let Some(multi) = character.to_pinyin_multi() else {
        return vec![character.to_string()];
    };
    let mut readings: Vec<String> = Vec::new();
    for reading in multi {
        let plain = reading.plain();
        for typed in [plain.replace('ü', "v"), plain.replace('ü', "u")] {
            if !readings.contains(&typed) {
                readings.push(typed);
            }
        }
    }
    readings
}

fn initials(character: char) -> Vec<String> {
    let mut initials: Vec<String> = Vec::new();
    for reading in readings(character) {
        let initial: String = reading.chars().take(1).collect();
        if !initials.contains(&initial) {
            initials.push(initial);
        }
    }
    initials
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(username: &str, display_name: &str, typed: &str) -> bool {
        let query = name_query(typed).unwrap();
        let keys = name_keys(username, display_name);
        keys.iter().any(|key| key.starts_with(&query))
    }

    #[test]
    fn a_chinese_name_is_found_by_characters_pinyin_and_initials() {
        for typed in [
            "张", "张三", "z", "zs", "zhang", "zhangsan", "ZhangS", "ｚｓ", "三", "san", "ops",
        ] {
            assert!(finds("ops7", "张三", typed), "{typed}");
        }
        for typed in ["zst", "lisi", "hang", "ss"] {
            assert!(!finds("ops7", "张三", typed), "{typed}");
        }
    }

    #[test]
    fn a_username_in_chinese_is_read_too() {
        assert!(finds("李四", "Lee", "ls"));
        assert!(finds("李四", "Lee", "lisi"));
    }

    #[test]
    fn a_character_with_several_readings_is_found_by_each() {
        for typed in ["zq", "cq", "zengqiang", "cengqiang"] {
            assert!(finds("x", "曾强", typed), "{typed}");
        }
        for typed in ["lvb", "lubu", "lb"] {
            assert!(finds("x", "吕布", typed), "{typed}");
        }
    }

    #[test]
    fn a_given_name_is_found_behind_a_family_name_of_one_or_two_characters() {
        assert!(finds("x", "王小明", "xiaom"));
        assert!(finds("x", "王小明", "xm"));
        assert!(finds("x", "欧阳小明", "xm"));
        assert!(!finds("x", "王小明", "ming"));
    }

    #[test]
    fn other_names_are_found_by_each_word() {
        for typed in ["ada", "LOVE", "ａｄａ", "lovelace"] {
            assert!(finds("countess", "Ada Lovelace", typed), "{typed}");
        }
        assert!(!finds("countess", "Ada Lovelace", "da"));
    }

    #[test]
    fn what_is_longer_than_any_name_finds_nothing_and_many_readings_stay_few() {
        assert_eq!(name_query(&"a".repeat(65)), None);
        assert_eq!(name_query(" Ann "), Some("ann".to_owned()));
        let keys = name_keys("x", &"行".repeat(50));
        assert!(
            keys.len() <= 2 + 3 * (2 * MOST_READINGS + 1),
            "{}",
            keys.len()
        );
    }
}
