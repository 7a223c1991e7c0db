//! `RPC_SAME_HTTP_BINDING`: methods keep their HTTP bindings.

use crate::breaking::http::{self, HTTP};
use crate::breaking::{Breaks, Context, Pair, names};
use crate::diag::Severity;
use crate::rules::meta;
use crate::schema::Step;
use crate::schema::handles::Method;

meta! {
    /// ## What it does
    /// Reports methods that lost a binding of `google.api.http`: a verb and path, with the body fields. Adding bindings
    /// is fine.
    /// ## Why
    /// HTTP clients get 404, or send and receive a body of another form.
    /// ## Before
    /// ```proto
    /// // file: google/api/annotations.proto
    /// syntax = "proto3";
    /// package google.api;
    /// import "google/protobuf/descriptor.proto";
    /// extend google.protobuf.MethodOptions {
    ///   HttpRule http = 72295728;
    /// }
    /// message HttpRule {
    ///   oneof pattern {
    ///     string get = 2;
    ///     string post = 4;
    ///   }
    /// }
    /// // file: users.proto
    /// syntax = "proto3";
    /// package acme;
    /// import "google/api/annotations.proto";
    /// message User {}
    /// service Users {
    ///   rpc Get(User) returns (User) {
    ///     option (google.api.http).get = "/v1/user";
    ///   }
    /// }
    /// ```
    /// ## After
    /// ```proto
    /// // file: google/api/annotations.proto
    /// syntax = "proto3";
    /// package google.api;
    /// import "google/protobuf/descriptor.proto";
    /// extend google.protobuf.MethodOptions {
    ///   HttpRule http = 72295728;
    /// }
    /// message HttpRule {
    ///   oneof pattern {
    ///     string get = 2;
    ///     string post = 4;
    ///   }
    /// }
    /// // file: users.proto
    /// syntax = "proto3";
    /// package acme;
    /// import "google/api/annotations.proto";
    /// message User {}
    /// service Users {
    ///   rpc Get(User) returns (User) {
    ///     option (google.api.http).get = "/v1/users";
    ///   }
    /// }
    /// ```
    RPC_SAME_HTTP_BINDING {
        categories: &[],
        severity: Severity::Error,
        on: false,
        settings: &[],
    }
}

const OPTION: &[Step] = &[(HTTP, "[google.api.http]")];

pub fn check(method: Pair<Method<'_>>, cx: &mut Context<'_>) {
    let bindings = method.map(|method| http::bindings(method.options()));
    let now = names::list(bindings.new.iter().map(String::as_str));
    for lost in bindings.old.iter().filter(|old| !bindings.new.contains(old)) {
        let of = format!("`{}.{}`", method.new.parent().name(), method.new.name());
        let is = if now.is_empty() { "none".to_owned() } else { now.clone() };
        let text = format!("{of} lost its HTTP binding `{lost}`, and now has {is}");
        let help = "restore the binding, and add the new one to `additional_bindings`";
        let (old, new) = (method.old.setting_site(OPTION), method.new.setting_site(OPTION));
        cx.report(new, old, Breaks::Json, text).change(lost, &now).help(help);
    }
}
