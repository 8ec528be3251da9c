//! What a target file says of a simulated gateway.

use std::collections::BTreeMap;

use crate::simulator::{Gateway, SERVICE, SITE, greeted};
use crate::target::{self, Credential, Front, FrontCall, HeaderPrefix, InvalidBaseUrl, Signing, StandardTarget};

/// A target file's entry for a simulated gateway at this address, with what it has behind it of its own.
///
/// # Errors
/// When the address is no base URL.
pub fn fronted(gateway: &Gateway, base_url: &str) -> Result<StandardTarget, InvalidBaseUrl> {
    let front = Front {
        passid: gateway.passid.clone(),
        environment: gateway.environment,
        service: Some(call(SERVICE)),
        site: Some(call(SITE)),
        // It keeps nobody waiting.
        slow: Some(Vec::new()),
    };
    Ok(StandardTarget::new(base_url)?.with_gateway(in_front(gateway, HeaderPrefix::Tif, front)))
}

/// A simulated gateway as a target file has it.
pub(super) fn in_front(gateway: &Gateway, header_prefix: HeaderPrefix, front: Front) -> target::Gateway {
    let token = Credential { value: gateway.token.clone().into(), variable: None };
    let signing = Signing { header_prefix, paasid: gateway.passid.clone(), token };
    target::Gateway { prefix: String::new(), signing: Some(signing), front: Some(front) }
}

/// A call that what is behind every simulated gateway answers.
pub(super) fn call(path: &str) -> FrontCall {
    let answers = greeted().as_object().map(|members| members.clone().into_iter().collect());
    let answers: BTreeMap<_, _> = answers.unwrap_or_default();
    FrontCall { path: path.to_owned(), prefix: None, body: Some(serde_json::Map::new()), answers }
}
