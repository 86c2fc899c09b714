//! The shape of an event's data, found by letting its own decoder run: a kind says nothing twice, and a new one has a
//! schema by being declared.
//!
//! The decoder of a kind is run again and again over made-up data. What it asks for tells fields, lists and choices;
//! which samples of text it takes tells what the text is. Nothing here judges: the decoder and the rules do.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use serde::de::value::{Error, StringDeserializer};
use serde::de::{self, DeserializeOwned, DeserializeSeed, IntoDeserializer as _, Visitor};
use serde_json::{Value, json};

/// Runs of one decoder; a shape that needs more is left open.
const RUNS: usize = 20_000;
/// How deep data is followed.
const DEPTH: usize = 24;

/// Samples of text, each with what a text is called that takes it and none above. The last of them that is taken counts.
const SAMPLES: &[(&str, &str)] = &[
    ("month", "2026-01"),
    ("date", "2026-01-02"),
    ("date-time", "2026-01-02T03:04:05+08:00"),
    ("instant", "2026-01-02T03:04:05.000Z"),
    ("uuid", "019b8be2-df60-7000-8000-000000000001"),
    ("sha256", "00b5325b2600c40233be80d1f8d635cdc85ddde18d8c1dc079836de50ff089cc"),
    ("key", "ed25519:25812d7979502964a66801d32617ecfa182493f42374b39aab3846fddb5728db"),
    ("vkey", "vectors.example/v1/log+45325f0a+AV0JrQQzWOuCmPVDFqRmpQrsb4SLes2NK+5VwUp1HYi8"),
    ("ratio", "1/2"),
    ("threshold", ">1/2"),
    ("kind", "finance.income.v1"),
    ("code", "a"),
    ("path", "finance/2026-01"),
    ("line", "甲 乙"),
    ("text", "甲\n乙"),
];

/// What the decoder asked for at a place.
#[derive(Clone, Debug)]
enum Seen {
    Text,
    Whole,
    Decimal,
    Flag,
    Fields(&'static [&'static str]),
    Choice(&'static [&'static str]),
    List,
    /// A list of just so many.
    Several(usize),
    Map,
}

#[derive(Default)]
struct Trace {
    /// Which sample or choice to give at a place; the first unless told.
    plan: BTreeMap<String, usize>,
    /// Fields to leave out.
    left_out: BTreeSet<String>,
    seen: BTreeMap<String, Seen>,
    maybe: BTreeSet<String>,
    /// What a variant holds besides its name.
    bare: BTreeSet<String>,
    /// The text given last, which is the one refused when decoding fails.
    last: Option<String>,
}

#[derive(Clone)]
struct Place<'a> {
    trace: &'a RefCell<Trace>,
    path: String,
}

impl Place<'_> {
    fn at(&self, step: &str) -> Self {
        Self { trace: self.trace, path: format!("{}/{step}", self.path) }
    }

    fn saw(&self, what: Seen) -> Result<(), Error> {
        if self.path.matches('/').count() > DEPTH {
            return Err(de::Error::custom("too deep"));
        }
        self.trace.borrow_mut().seen.insert(self.path.clone(), what);
        Ok(())
    }

    fn planned(&self) -> usize {
        self.trace.borrow().plan.get(&self.path).copied().unwrap_or(0)
    }

    fn sample(&self) -> Result<String, Error> {
        self.saw(Seen::Text)?;
        self.trace.borrow_mut().last = Some(self.path.clone());
        let sample = SAMPLES.get(self.planned()).ok_or_else(|| -> Error { de::Error::custom("no sample") })?;
        Ok(sample.1.to_owned())
    }
}

macro_rules! numbers {
    ($($name:ident => $visit:ident, $sample:expr, $seen:ident;)*) => {
        $(fn $name<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            self.saw(Seen::$seen)?;
            visitor.$visit($sample)
        })*
    };
}

impl<'de> de::Deserializer<'de> for Place<'_> {
    type Error = Error;

    numbers! {
        deserialize_i8 => visit_i64, 1, Whole; deserialize_i16 => visit_i64, 1, Whole; deserialize_i32 => visit_i64, 1, Whole;
        deserialize_i64 => visit_i64, 1, Whole; deserialize_u8 => visit_u64, 1, Whole; deserialize_u16 => visit_u64, 1, Whole;
        deserialize_u32 => visit_u64, 1, Whole; deserialize_u64 => visit_u64, 1, Whole; deserialize_f32 => visit_f64, 1.0, Decimal;
        deserialize_f64 => visit_f64, 1.0, Decimal; deserialize_bool => visit_bool, true, Flag;
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_string(self.sample()?)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_string(self.sample()?)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_string(self.sample()?)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.trace.borrow_mut().maybe.insert(self.path.clone());
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.saw(Seen::List)?;
        visitor.visit_seq(Items { item: self.at("-"), left: 1 })
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, len: usize, visitor: V) -> Result<V::Value, Error> {
        self.saw(Seen::Several(len))?;
        visitor.visit_seq(Items { item: self.at("-"), left: len })
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.saw(Seen::Map)?;
        visitor.visit_map(Pairs { map: self, left: 1 })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.saw(Seen::Fields(fields))?;
        visitor.visit_map(Fields { of: self, names: fields, at: 0 })
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.saw(Seen::Choice(variants))?;
        visitor.visit_enum(Chosen { of: self, variants })
    }

    // Nothing in an event asks for these; a kind that did would have an open shape.
    serde::forward_to_deserialize_any! {
        i128 u128 char bytes byte_buf unit unit_struct tuple_struct ignored_any
    }

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
        Err(de::Error::custom("open"))
    }
}

struct Items<'a> {
    item: Place<'a>,
    left: usize,
}

impl<'de> de::SeqAccess<'de> for Items<'_> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Error> {
        if self.left == 0 {
            return Ok(None);
        }
        self.left -= 1;
        seed.deserialize(self.item.clone()).map(Some)
    }
}

struct Pairs<'a> {
    map: Place<'a>,
    left: usize,
}

impl<'de> de::MapAccess<'de> for Pairs<'_> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        if self.left == 0 {
            return Ok(None);
        }
        self.left -= 1;
        seed.deserialize(self.map.at("key")).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        seed.deserialize(self.map.at("-"))
    }
}

struct Fields<'a> {
    of: Place<'a>,
    names: &'static [&'static str],
    at: usize,
}

impl<'de> de::MapAccess<'de> for Fields<'_> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        while let Some(field) = self.names.get(self.at) {
            self.at += 1;
            if !self.of.trace.borrow().left_out.contains(&self.of.at(field).path) {
                let name: StringDeserializer<Error> = (*field).to_owned().into_deserializer();
                return seed.deserialize(name).map(Some);
            }
        }
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        let field = self.names.get(self.at.saturating_sub(1)).copied().unwrap_or_default();
        seed.deserialize(self.of.at(field))
    }
}

struct Chosen<'a> {
    of: Place<'a>,
    variants: &'static [&'static str],
}

impl<'de, 'a> de::EnumAccess<'de> for Chosen<'a> {
    type Error = Error;
    type Variant = Held<'a>;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Held<'a>), Error> {
        let none = || -> Error { de::Error::custom("no choice") };
        let variant = *self.variants.get(self.of.planned()).ok_or_else(none)?;
        let name: StringDeserializer<Error> = variant.to_owned().into_deserializer();
        let held = Held(self.of.at(variant));
        Ok((seed.deserialize(name)?, held))
    }
}

struct Held<'a>(Place<'a>);

impl<'de> de::VariantAccess<'de> for Held<'_> {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        self.0.trace.borrow_mut().bare.insert(self.0.path);
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Error> {
        seed.deserialize(self.0)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Error> {
        Err(de::Error::custom("open"))
    }

    fn struct_variant<V: Visitor<'de>>(self, fields: &'static [&'static str], visitor: V) -> Result<V::Value, Error> {
        self.0.saw(Seen::Fields(fields))?;
        visitor.visit_map(Fields { of: self.0, names: fields, at: 0 })
    }
}

/// Runs a decoder over the plan, finding a sample that each text takes. `None` when it takes none.
fn settle<T: DeserializeOwned>(trace: &RefCell<Trace>, runs: &mut usize) -> Option<()> {
    loop {
        *runs += 1;
        if *runs > RUNS {
            return None;
        }
        trace.borrow_mut().last = None;
        if T::deserialize(Place { trace, path: String::new() }).is_ok() {
            return Some(());
        }
        let last = trace.borrow().last.clone()?;
        let mut trace = trace.borrow_mut();
        let sample = trace.plan.entry(last).or_insert(0);
        *sample += 1;
        if *sample >= SAMPLES.len() {
            return None;
        }
    }
}

/// Takes every choice once, so that everything is seen. Gives for each place the choices that lead to it.
fn explore<T: DeserializeOwned>(
    trace: &RefCell<Trace>,
    runs: &mut usize,
) -> Option<BTreeMap<String, BTreeMap<String, usize>>> {
    settle::<T>(trace, runs)?;
    let mut routes: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    let mut waiting = vec![trace.borrow().plan.clone()];
    let mut tried: BTreeSet<(String, usize)> = BTreeSet::new();
    while let Some(plan) = waiting.pop() {
        let before: BTreeSet<String> = routes.keys().cloned().collect();
        trace.borrow_mut().plan = plan;
        settle::<T>(trace, runs)?;
        let (seen, plan) = (trace.borrow().seen.clone(), trace.borrow().plan.clone());
        for (path, what) in seen.iter().filter(|(path, _)| !before.contains(*path)) {
            routes.insert(path.clone(), plan.clone());
            let Seen::Choice(variants) = what else { continue };
            for choice in 0..variants.len() {
                if tried.insert((path.clone(), choice)) {
                    let mut next = plan.clone();
                    next.insert(path.clone(), choice);
                    waiting.push(next);
                }
            }
        }
    }
    Some(routes)
}

/// The JSON schema of what `T` decodes. What cannot be found out is left open: any JSON, for the decoder to judge.
pub fn of<T: DeserializeOwned>() -> Value {
    let (trace, mut runs) = (RefCell::new(Trace::default()), 0);
    let Some(routes) = explore::<T>(&trace, &mut runs) else { return json!({}) };
    let takes = |path: &str, change: &dyn Fn(&mut Trace)| {
        if let Some(plan) = routes.get(path) {
            trace.borrow_mut().plan = plan.clone();
        }
        change(&mut trace.borrow_mut());
        let taken = T::deserialize(Place { trace: &trace, path: String::new() }).is_ok();
        trace.borrow_mut().left_out.clear();
        taken
    };
    let (mut formats, mut optional) = (BTreeMap::new(), BTreeSet::new());
    let seen = trace.borrow().seen.clone();
    for (path, what) in &seen {
        match what {
            Seen::Text => {
                let taken = |at: &usize| {
                    takes(path, &|trace| {
                        trace.plan.insert(path.clone(), *at);
                    })
                };
                let format = (0..SAMPLES.len()).rfind(taken).map_or("text", |at| SAMPLES[at].0);
                formats.insert(path.clone(), format);
            }
            Seen::Fields(fields) => {
                for field in *fields {
                    let field = format!("{path}/{field}");
                    if takes(path, &|trace| {
                        trace.left_out.insert(field.clone());
                    }) {
                        optional.insert(field);
                    }
                }
            }
            _ => {}
        }
    }
    let trace = trace.into_inner();
    Drawing { seen, formats, optional, bare: trace.bare }.at("")
}

struct Drawing {
    seen: BTreeMap<String, Seen>,
    formats: BTreeMap<String, &'static str>,
    optional: BTreeSet<String>,
    bare: BTreeSet<String>,
}

impl Drawing {
    fn at(&self, path: &str) -> Value {
        match self.seen.get(path) {
            None => json!({}),
            Some(Seen::Text) => json!({ "type": "string", "format": self.formats.get(path).unwrap_or(&"text") }),
            Some(Seen::Whole) => json!({ "type": "integer" }),
            Some(Seen::Decimal) => json!({ "type": "number" }),
            Some(Seen::Flag) => json!({ "type": "boolean" }),
            Some(Seen::List) => json!({ "type": "array", "items": self.at(&format!("{path}/-")) }),
            Some(Seen::Several(len)) => {
                json!({ "type": "array", "items": self.at(&format!("{path}/-")), "minItems": len, "maxItems": len })
            }
            Some(Seen::Map) => {
                let names = self.at(&format!("{path}/key"));
                json!({ "type": "object", "propertyNames": names, "additionalProperties": self.at(&format!("{path}/-")) })
            }
            Some(Seen::Fields(fields)) => self.fields(path, fields),
            Some(Seen::Choice(variants)) => self.choice(path, variants),
        }
    }

    fn fields(&self, path: &str, fields: &[&str]) -> Value {
        let place = |field: &&&str| format!("{path}/{field}");
        let properties: BTreeMap<&str, Value> = fields.iter().map(|field| (*field, self.at(&place(&field)))).collect();
        let required: Vec<&str> =
            fields.iter().filter(|field| !self.optional.contains(&place(field))).copied().collect();
        // JSON objects have no order; forms do.
        json!({ "type": "object", "properties": properties, "required": required, "order": fields, "additionalProperties": false })
    }

    fn choice(&self, path: &str, variants: &[&str]) -> Value {
        let place = |variant: &str| format!("{path}/{variant}");
        if variants.iter().all(|variant| self.bare.contains(&place(variant))) {
            return json!({ "type": "string", "enum": variants });
        }
        let one = |variant: &&str| {
            if self.bare.contains(&place(variant)) {
                return json!({ "const": variant });
            }
            let held = BTreeMap::from([(*variant, self.at(&place(variant)))]);
            json!({ "type": "object", "properties": held, "required": [variant], "additionalProperties": false })
        };
        json!({ "oneOf": variants.iter().map(one).collect::<Vec<_>>() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::kinds;

    fn schema(kind: &str) -> Value {
        (kinds::find(kind).unwrap().schema)()
    }

    #[test]
    fn a_payment_is_seen_through() {
        let payment = schema("finance.expenditure.v1");
        let fields = &payment["properties"];
        assert_eq!(fields["amount"], json!({ "type": "integer" }));
        assert_eq!(fields["on"], json!({ "type": "string", "format": "date" }));
        assert_eq!(fields["payee"], json!({ "type": "string", "format": "line" }));
        assert_eq!(fields["handler"], json!({ "type": "string", "format": "code" }));
        let file = &fields["vouchers"]["items"];
        assert_eq!(file["order"], json!(["sha256", "media", "bytes"]));
        assert_eq!(file["properties"]["sha256"]["format"], "sha256");
        assert!(file["properties"]["media"]["enum"].as_array().unwrap().contains(&json!("application/pdf")));
        let required = payment["required"].as_array().unwrap();
        assert!(required.contains(&json!("amount")) && !required.contains(&json!("remark")), "{required:?}");
    }

    #[test]
    fn choices_and_texts_are_told_apart() {
        let proposed = schema("resolution.proposed.v1");
        let details = &proposed["properties"]["details"];
        assert_eq!(details["properties"]["title"]["format"], "line");
        assert!(details["properties"]["sort"]["enum"].as_array().unwrap().contains(&json!("expense")), "{details}");
        let voted = schema("resolution.voted.v1");
        let roll = &voted["properties"]["meeting"]["properties"]["roll"]["items"]["properties"];
        assert!(roll["vote"]["enum"].as_array().unwrap().contains(&json!("against")), "{roll}");
        assert_eq!(voted["properties"]["opinion"]["format"], "text");
        assert_eq!(schema("finance.period-close.v1")["properties"]["month"]["format"], "month");
        let posted = schema("notice.posted.v1");
        assert!(posted.to_string().contains("\"sha256\""), "{posted}");
    }

    #[test]
    fn no_kind_is_left_open() {
        for info in kinds::all() {
            let schema = (info.schema)();
            assert_eq!(schema["type"], "object", "{}: {schema}", info.name);
            assert!(!schema.to_string().contains("{}"), "{}: {schema}", info.name);
        }
    }
}
