//! Drafts: what a text says of one deal, each fact with the words it rests on, and what is left open.

use serde_json::{Map, Value, json};

use super::plain::Span;
use crate::words::{Lang, tr_with};

/// A text that was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// The text as it came.
    pub text: String,
    /// The deals that it tells of, the one with a syndicate first.
    pub drafts: Vec<Draft>,
    /// The stretches of the text that facts rest on, in order of their beginning.
    pub marks: Vec<Mark>,
}

/// A deal as a text tells it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Draft {
    /// The deal record, as [`Draft::to_record`] gives it.
    pub record: Map<String, Value>,
    /// Every fact of the record with its evidence.
    pub facts: Vec<Evidence>,
    /// What the text leaves open.
    pub questions: Vec<Question>,
}

/// Where a fact comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// The place of the fact in the record, as a JSON pointer: `/tranches/0/amount`.
    pub path: String,
    /// The bytes of the text that it rests on; empty where it is inferred.
    pub span: Span,
    /// What kind of fact it is.
    pub kind: MarkKind,
    /// How sure it is.
    pub confidence: Confidence,
}

/// How sure a fact is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// By shape or position alone.
    Weak,
    /// By the words around it.
    Likely,
    /// By a label, a list with its title, or a known name.
    Sure,
}

impl Confidence {
    /// The code of the confidence in files.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Weak => "weak",
            Self::Likely => "likely",
            Self::Sure => "sure",
        }
    }
}

/// What kind of fact a stretch of text gives: the colour it is shown in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MarkKind {
    /// Issuer, guarantor, vehicle, ticker.
    Party,
    /// A bank.
    Bank,
    /// A bank whose name was lost.
    Lost,
    /// A title that banks hold.
    Role,
    /// A size, a price in money, an order book.
    Amount,
    /// Coupon, yield, price, spread.
    Rate,
    /// A date or a tenor.
    Date,
    /// Instrument, format, listing and other words.
    Word,
}

impl MarkKind {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::Party,
        Self::Bank,
        Self::Lost,
        Self::Role,
        Self::Amount,
        Self::Rate,
        Self::Date,
        Self::Word,
    ];

    /// The code of the kind in files.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Party => "party",
            Self::Bank => "bank",
            Self::Lost => "lost",
            Self::Role => "role",
            Self::Amount => "amount",
            Self::Rate => "rate",
            Self::Date => "date",
            Self::Word => "word",
        }
    }
}

/// A stretch of the text and the fact that rests on it: the light between text and draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The bytes of the text.
    pub span: Span,
    /// The kind of the fact.
    pub kind: MarkKind,
    /// Which draft.
    pub draft: usize,
    /// Which of its facts.
    pub fact: usize,
}

/// Something that the text leaves open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// What is open.
    pub code: QuestionCode,
    /// The place in the record, as a JSON pointer.
    pub path: String,
    /// What the sentence names.
    pub arguments: Vec<String>,
}

macro_rules! questions {
    ($($variant:ident $code:literal $key:literal $doc:literal;)*) => {
        /// What a text can leave open.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum QuestionCode {
            $(#[doc = $doc] $variant,)*
        }

        impl QuestionCode {
            /// Every code.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The code in files.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            const fn key(self) -> &'static str {
                match self { $(Self::$variant => $key,)* }
            }
        }
    };
}

questions! {
    NoIssuer "no-issuer" "import.question.no_issuer" "Who issues is not said.";
    NoSyndicate "no-syndicate" "import.question.no_syndicate" "No bank is named.";
    LostName "lost-name" "import.question.lost_name" "A name stood in a list and is gone.";
    UnknownBank "unknown-bank" "import.question.unknown_bank" "A name has only the shape of a bank.";
    NoRole "no-role" "import.question.no_role" "Banks are listed without a title.";
    NoAmount "no-amount" "import.question.no_amount" "A tranche has no size.";
    NoCurrency "no-currency" "import.question.no_currency" "A tranche has no currency.";
    Renminbi "renminbi" "import.question.renminbi" "Onshore or offshore renminbi is not said.";
    YearGuessed "year-guessed" "import.question.year_guessed" "A date is printed without its year.";
}

impl Question {
    /// The question in words.
    pub fn sentence(&self, lang: Lang) -> String {
        let arguments: Vec<&str> = self.arguments.iter().map(String::as_str).collect();
        let is_blank = |left: &str| !left.chars().any(char::is_alphanumeric);
        let key = match (self.code, arguments.as_slice()) {
            (QuestionCode::LostName, [left]) if is_blank(left) => "import.question.name_gone",
            (code, _) => code.key(),
        };
        tr_with(lang, key, &arguments)
    }
}

impl Draft {
    /// The deal record as files hold it.
    pub fn to_record(&self) -> Map<String, Value> {
        self.record.clone()
    }

    /// The evidence as JSON: for each fact its path, bytes, words, kind and confidence.
    pub fn evidence(&self, text: &str) -> Value {
        let entry = |fact: &Evidence| {
            json!({
                "path": fact.path,
                "span": [fact.span.start, fact.span.end],
                "text": text.get(fact.span.clone()),
                "kind": fact.kind.code(),
                "confidence": fact.confidence.code(),
            })
        };
        Value::Array(self.facts.iter().map(entry).collect())
    }

    /// The value of a fact in the record.
    pub fn value(&self, path: &str) -> Option<Value> {
        Value::Object(self.record.clone()).pointer(path).cloned()
    }

    /// The issuer's name, Latin first.
    pub fn issuer(&self) -> Option<&str> {
        let issuer = self.record.get("issuer")?;
        issuer.get("name").or_else(|| issuer.get("name_zh"))?.as_str()
    }
}
