//! An HTTP response that was read to its end.

use serde_json::Value;

/// Status, headers and body. Header names are in lower case.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Answer {
    /// The first header of this name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// Whether a page shows this text, and as text: with every sign of HTML escaped.
    pub fn shows(&self, text: &str) -> bool {
        let decoded = [
            ("&lt;", "<"),
            ("&gt;", ">"),
            ("&quot;", "\""),
            ("&amp;", "&"),
        ];
        let numbered = [
            ("&#60;", "<"),
            ("&#62;", ">"),
            ("&#34;", "\""),
            ("&#39;", "'"),
            ("&#38;", "&"),
        ];
        let mut body = self.body.clone();
        for (entity, sign) in numbered.into_iter().chain(decoded) {
            body = body.replace(entity, sign);
        }
        let raw = text.contains('<') && self.body.contains(text);
        body.contains(text) && !raw
    }

    /// Where the response sends us.
    pub fn location(&self) -> &str {
        self.header("location")
            .unwrap_or_else(|| panic!("no Location in {self:?}"))
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The code of an API error (docs/protocol.md §2.5); empty where the body is not one.
    pub fn code(&self) -> String {
        serde_json::from_str::<Value>(&self.body)
            .ok()
            .and_then(|body| Some(body["error"]["code"].as_str()?.to_owned()))
            .unwrap_or_default()
    }

    /// Fails with the whole answer when the status is another.
    #[track_caller]
    pub fn must_be(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{self:?}");
        self
    }

    /// Fails unless this is a 303 to `place`.
    #[track_caller]
    pub fn must_lead_to(self, place: &str) -> Self {
        assert_eq!((self.status, self.location()), (303, place), "{self:?}");
        self
    }
}
