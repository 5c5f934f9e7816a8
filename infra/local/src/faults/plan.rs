//! What can be planned, and how it is written: `{"method":"chat.postMessage","fault":"429","times":1,"retry_after":30}`.

use serde::{Deserialize, Serialize};

/// Seconds of `Retry-After` when a plan names none.
const DEFAULT_RETRY_AFTER: u32 = 1;
/// The faults by name, as messages list them.
const FAULTS: [&str; 7] = ["429", "500", "answer_500", "answer_held", "answer_lost", "held", "refused"];

/// A way in which a call goes wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// `429`: nothing done, come again after this many seconds.
    Limited {
        /// Seconds of `Retry-After`.
        retry_after: u32,
    },
    /// `500`: nothing done.
    Broken,
    /// `refused`: nothing done, the method's refusal with this error.
    Refused {
        /// The error's name.
        error: String,
    },
    /// `held`: waits before it does anything, until it is released.
    Held,
    /// `answer_lost`: done, then the connection closes.
    AnswerLost,
    /// `answer_500`: done, then HTTP 500.
    AnswerBroken,
    /// `answer_held`: done, then the answer waits until it is released.
    AnswerHeld,
}

/// A fault and the calls it is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "Written", try_from = "Written")]
pub struct Plan {
    /// The method whose calls go wrong.
    pub method: String,
    /// How they go wrong.
    pub fault: Fault,
    /// How many calls are still to go wrong; at least 1.
    pub times: u32,
}

impl Plan {
    /// The next call of a method goes wrong so.
    pub fn once(method: impl Into<String>, fault: Fault) -> Self {
        Self { method: method.into(), fault, times: 1 }
    }

    /// The same for this many calls.
    #[must_use]
    pub fn times(self, times: u32) -> Self {
        Self { times, ..self }
    }
}

/// A plan that can't be taken. The text names the field and what would do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {problem}")]
pub struct PlanError {
    /// The field that is wrong.
    pub field: &'static str,
    /// What is wrong with it.
    pub problem: String,
}

impl PlanError {
    fn new(field: &'static str, problem: impl Into<String>) -> Self {
        let problem = problem.into();
        Self { field, problem }
    }

    pub(super) fn unknown<'a>(field: &'static str, given: &str, known: impl IntoIterator<Item = &'a String>) -> Self {
        let known: Vec<&str> = known.into_iter().map(String::as_str).collect();
        Self::new(field, format!("{given:?} is not known; known are {}", known.join(", ")))
    }
}

/// A plan as it is written in JSON. Values are kept loose here, so that each wrong one is answered with its name.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    #[serde(skip_serializing_if = "Option::is_none")]
    method: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fault: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    times: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

impl TryFrom<Written> for Plan {
    type Error = PlanError;

    fn try_from(written: Written) -> Result<Self, PlanError> {
        let times = written.times.unwrap_or(1);
        if times == 0 {
            return Err(PlanError::new("times", "must be 1 or more"));
        }
        let fault = fault_of(&written)?;
        let method = written.method.ok_or_else(|| PlanError::new("method", "is missing"))?;
        Ok(Self { method, fault, times })
    }
}

fn fault_of(written: &Written) -> Result<Fault, PlanError> {
    // An error alone says enough: it is a refusal.
    let name = match (&written.fault, &written.error) {
        (Some(name), _) => name.as_str(),
        (None, Some(_)) => "refused",
        (None, None) => {
            return Err(PlanError::new("fault", format!("is missing; known are {}", FAULTS.join(", "))));
        }
    };
    if written.retry_after.is_some() && name != "429" {
        return Err(PlanError::new("retry_after", "goes with the fault 429 alone"));
    }
    if written.error.is_some() && name != "refused" {
        return Err(PlanError::new("error", "goes with the fault refused alone"));
    }
    match name {
        "429" => Ok(Fault::Limited { retry_after: written.retry_after.unwrap_or(DEFAULT_RETRY_AFTER) }),
        "500" => Ok(Fault::Broken),
        "answer_500" => Ok(Fault::AnswerBroken),
        "answer_held" => Ok(Fault::AnswerHeld),
        "answer_lost" => Ok(Fault::AnswerLost),
        "held" => Ok(Fault::Held),
        "refused" => match &written.error {
            Some(error) => Ok(Fault::Refused { error: error.clone() }),
            None => Err(PlanError::new("error", "is missing: the error to refuse with")),
        },
        other => Err(PlanError::unknown("fault", other, &FAULTS.map(str::to_owned))),
    }
}

impl From<Plan> for Written {
    fn from(plan: Plan) -> Self {
        let mut written = Self { method: Some(plan.method), times: Some(plan.times), ..Self::default() };
        let name = match plan.fault {
            Fault::Limited { retry_after } => {
                written.retry_after = Some(retry_after);
                "429"
            }
            Fault::Refused { error } => {
                written.error = Some(error);
                "refused"
            }
            Fault::Broken => "500",
            Fault::AnswerBroken => "answer_500",
            Fault::AnswerHeld => "answer_held",
            Fault::AnswerLost => "answer_lost",
            Fault::Held => "held",
        };
        written.fault = Some(name.to_owned());
        written
    }
}
