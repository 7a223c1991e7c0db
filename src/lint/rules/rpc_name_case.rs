//! `RPC_NAME_CASE`: names of methods are in the case that was agreed on.

use std::borrow::Cow;

use crate::diag::{Breaks, Severity};
use crate::lint::Context;
use crate::lint::names::{lower_snake_case, pascal_case, suggested_pascal_case, upper_snake_case};
use crate::rules::{Category, Setting, SettingValue, meta};
use crate::schema::handles::Method;

const CASE: Setting = Setting {
    name: "case",
    default: SettingValue::Text(Cow::Borrowed("upper_camel_case")),
    docs: "The case: `upper_camel_case`, `lower_camel_case`, `upper_snake_case` or `lower_snake_case`.",
};

meta! {
    /// ## What it does
    /// Reports methods whose name is not in the configured case, `UpperCamelCase` by default.
    /// ## Why
    /// An interface that follows another convention can keep it, if all of its methods do.
    /// ## Bad
    /// ```proto
    /// service UserService {
    ///   rpc get_user(GetUserRequest) returns (GetUserResponse);
    /// }
    ///
    /// message GetUserRequest {}
    /// message GetUserResponse {}
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
    /// `--fix=wire` renames the method. The name is part of the path of a call.
    /// ## Notes
    /// `RPC_PASCAL_CASE` is the same without a setting.
    RPC_NAME_CASE {
        categories: &[Category::Style],
        severity: Severity::Warning,
        on: false,
        settings: &[CASE],
    }
}

pub fn check(method: Method<'_>, cx: &mut Context<'_>) {
    let case = cx.text(&CASE);
    let expected = match case {
        "lower_camel_case" => lower_first(&pascal_case(method.name())).into(),
        "upper_snake_case" => upper_snake_case(method.name()),
        "lower_snake_case" => lower_snake_case(method.name()),
        _ => pascal_case(method.name()),
    };
    if method.name() == expected {
        return;
    }
    let expected = match case {
        "lower_camel_case" => lower_first(&suggested_pascal_case(method.name())),
        "upper_snake_case" | "lower_snake_case" => expected.into_owned(),
        _ => suggested_pascal_case(method.name()),
    };
    let text = format!("method `{}` is not in {case}", method.name());
    cx.report(method.name_site(), text).help(format!("name it `{expected}`")).rename(
        &method,
        &expected,
        Breaks::Wire,
    );
}

fn lower_first(name: &str) -> String {
    let mut name = name.to_owned();
    if let Some(first) = name.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    name
}
