//! The chatbot platform: the port.
