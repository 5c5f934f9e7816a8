//! Stories: what people see, whatever goes wrong on the way. Told over the real functions and adapters.

mod asking;
mod counting;
mod failing;
mod limited;
mod racing;
mod refusing;
mod waiting;
