//! Socket Mode against a Slack on loopback that speaks its side of the contract.
