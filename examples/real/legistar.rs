//! The records of a council as its Legistar API gives them: people, meetings, resolutions. Only what is used is read.

use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::real::Any;

/// A person and the offices they held.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Person {
    /// A short name, unique.
    pub slug: String,
    /// The name they hold office under.
    pub full_name: String,
    /// Their offices.
    #[serde(default)]
    pub office_records: Vec<Office>,
}

/// A term in a body.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Office {
    /// The body's number.
    #[serde(rename = "BodyID")]
    pub body: u32,
    /// Its name.
    pub body_name: String,
    /// What sort of member.
    pub member_type: String,
    /// The title.
    #[serde(default)]
    pub title: String,
    /// First day, with a time of day that means nothing.
    pub start: String,
    /// Last day.
    pub end: String,
}

/// A meeting.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Event {
    /// Its number.
    #[serde(rename = "ID")]
    pub id: u32,
    /// The body that met.
    #[serde(rename = "BodyID")]
    pub body: u32,
    /// When.
    pub date: String,
    /// What was dealt with.
    #[serde(default)]
    pub items: Vec<Item>,
}

/// An item of a meeting.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Item {
    /// Who was there, where the item is the roll call.
    #[serde(default)]
    pub roll_call: Vec<Presence>,
}

/// Whether a member was there.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Presence {
    /// Who.
    pub slug: String,
    /// `Present`, `Absent`, `Medical`, …
    pub value: String,
}

/// A resolution and its history.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Resolution {
    /// Its file number, `Res 0800-2023`.
    pub file: String,
    /// Its short name.
    pub name: String,
    /// Where it stands.
    pub status_name: String,
    /// When it was introduced.
    pub intro_date: String,
    /// What happened to it.
    #[serde(default)]
    pub history: Vec<Action>,
}

/// A step of its history.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Action {
    /// When.
    pub date: String,
    /// What.
    #[serde(rename = "Action")]
    pub what: String,
    /// In a sentence.
    #[serde(default)]
    pub description: String,
    /// Which body.
    #[serde(rename = "BodyID")]
    pub body: u32,
    /// `Pass`, where it was a decision.
    #[serde(default)]
    pub passed_flag_name: String,
    /// How each member voted, where votes are given.
    #[serde(default)]
    pub votes: Vec<Cast>,
}

impl Action {
    /// Whether everyone's vote is given. Of a voice vote the source names only some, mostly those absent.
    pub fn is_roll_call(&self) -> bool {
        !self.votes.is_empty() && !self.description.contains("voice vote")
    }
}

/// A vote.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Cast {
    /// Who.
    pub slug: String,
    /// `Affirmative`, `Negative`, `Abstain`, `Absent`, …
    #[serde(default)]
    pub vote: String,
}

/// Everything in a folder.
#[derive(Debug)]
pub struct Source {
    /// All people.
    pub people: Vec<Person>,
    /// All meetings.
    pub events: Vec<Event>,
    /// All resolutions.
    pub resolutions: Vec<Resolution>,
}

impl Source {
    /// Reads `people`, `events/2023` and `resolution/2023` below `folder`, in the order of their file names.
    pub fn read(folder: &Path) -> Any<Self> {
        Ok(Self {
            people: all(&folder.join("people"))?,
            events: all(&folder.join("events/2023"))?,
            resolutions: all(&folder.join("resolution/2023"))?,
        })
    }
}

fn all<T: DeserializeOwned>(folder: &Path) -> Any<Vec<T>> {
    let mut paths: Vec<_> = std::fs::read_dir(folder)?.map(|file| Ok(file?.path())).collect::<Any<_>>()?;
    paths.sort();
    let read = |path: &std::path::PathBuf| -> Any<T> {
        serde_json::from_slice(&std::fs::read(path)?).map_err(|e| format!("{}: {e}", path.display()).into())
    };
    paths.iter().map(read).collect()
}
