//! One field of a form, as it comes back to the person who filled it.

/// What was typed, and what is wrong with it. The template knows its name, label and kind.
#[derive(Clone, Debug, Default)]
pub struct FieldView {
    /// What was typed; never set it for a password.
    pub value: String,
    /// One sentence in the reader's language; the field is then marked and the sentence announced.
    pub error: Option<String>,
}

impl FieldView {
    /// A field that holds this text and has no error.
    #[must_use]
    pub fn new(value: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            error: None,
        }
    }

    /// The same field with a sentence about what is wrong.
    #[must_use]
    pub fn failed(mut self, sentence: impl Into<String>) -> Self {
        self.error = Some(sentence.into());
        self
    }
}
