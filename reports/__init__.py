"""Build documents (Word, Excel, PowerPoint) from metric tables; one module each."""
