//! `RPC_REQUEST_RESPONSE_UNIQUE`: each method has messages of its own.

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use crate::diag::Severity;
use crate::lint::methods::{ALLOW_EMPTY_REQUESTS, ALLOW_EMPTY_RESPONSES, EMPTY};
use crate::lint::own_message::{Side, own_message};
use crate::lint::{Context, Index};
use crate::rules::{Category, Setting, SettingValue, meta};
use crate::schema::handles::{Message, Method, Service};

const ALLOW_SAME: Setting = Setting {
    name: "rpc_allow_same_request_response",
    default: SettingValue::Bool(false),
    docs: "Whether a method may use one message as request and response.",
};

meta! {
    /// ## What it does
    /// Reports methods that use one message as request and response, and messages that several methods use.
    /// ## Why
    /// A change for one method then affects all of them, and fields appear that only some methods use.
    /// ## Bad
    /// ```proto
    /// service UserService {
    ///   rpc GetUser(User) returns (User);
    /// }
    ///
    /// message User {}
    /// ```
    /// ## Good
    /// ```proto
    /// service UserService {
    ///   rpc GetUser(GetUserRequest) returns (GetUserResponse);
    /// }
    ///
    /// message GetUserRequest {}
    /// message GetUserResponse {}
    /// ```
    /// ## Fix
    /// `--fix=wire` copies the message for each method that it is not named after.
    RPC_REQUEST_RESPONSE_UNIQUE {
        categories: &[Category::Standard],
        severity: Severity::Warning,
        on: false,
        settings: &[ALLOW_SAME, ALLOW_EMPTY_REQUESTS, ALLOW_EMPTY_RESPONSES],
    }
}

pub fn check(index: &Index<'_>, cx: &mut Context<'_>) {
    let empty_requests = cx.switch(&ALLOW_EMPTY_REQUESTS);
    let empty_responses = cx.switch(&ALLOW_EMPTY_RESPONSES);
    let allow_same = cx.switch(&ALLOW_SAME);
    let methods = index.files.iter().flat_map(|file| file.services()).flat_map(Service::methods);
    // Most messages are used by one method.
    let mut users: FxHashMap<&str, SmallVec<[Method<'_>; 1]>> = FxHashMap::default();
    for method in methods {
        let [input, output] =
            [method.input(), method.output()].map(|message| message.map(Message::full_name));
        let same_allowed = |name: &&str| allow_same || *name == EMPTY && empty_requests && empty_responses;
        if let Some(name) = input.filter(|name| output == input && !same_allowed(name)) {
            let message = format!("method `{}` uses `{name}` as both request and response", method.name());
            let fix = own_message(method, Side::Response, index);
            cx.report(method.site(), message).help("declare a message for each").fix(fix);
        }
        let input = input.filter(|name| !(*name == EMPTY && empty_requests));
        let output = output.filter(|name| !(*name == EMPTY && empty_responses) && Some(*name) != input);
        for name in input.into_iter().chain(output) {
            users.entry(name).or_default().push(method);
        }
    }
    let mut shared: Vec<_> = users.into_iter().filter(|(_, methods)| methods.len() > 1).collect();
    shared.sort_unstable_by_key(|(name, _)| *name);
    for (name, methods) in shared {
        for method in methods {
            let message = format!("method `{}` shares `{name}` with other methods", method.name());
            let is_request = method.input().is_some_and(|input| input.full_name() == name);
            let side = if is_request { Side::Request } else { Side::Response };
            let fix = own_message(method, side, index);
            cx.report(method.site(), message).help("declare a message for each method").fix(fix);
        }
    }
}
